package witan.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what expressions are worth. */
final class Evaluator {

  /** Carries out macros. */
  interface Macros {
    Value call(Statement.MacroDefinition macro, Call call);
  }

  private final Budget budget;
  private final Macros macros;

  Evaluator(Budget budget, Macros macros) {
    this.budget = budget;
    this.macros = macros;
  }

  Value value(Expression expression, Scope scope) {
    budget.enter();
    Value value =
        switch (expression) {
          case Expression.Literal(Value literal) -> literal;
          case Expression.Name(String name) -> scope.get(name);
          case Expression.Items(List<Expression> items) -> new Value.Items(values(items, scope));
          case Expression.Pairs pairs -> pairs(pairs, scope);
          case Expression.Attribute(Expression of, Expression name) ->
              Members.of(value(of, scope), value(name, scope));
          case Expression.Slice slice -> slice(slice, scope);
          case Expression.Call(Expression callee, Expression.Arguments arguments) ->
              call(value(callee, scope), arguments, scope);
          case Expression.Filter(Expression of, String name, Expression.Arguments arguments) ->
              Filters.apply(value(of, scope), call(name, arguments, scope));
          case Expression.Test test -> {
            boolean holds =
                Tests.holds(value(test.of(), scope), call(test.name(), test.arguments(), scope));
            yield Value.Truth.of(holds != test.negated());
          }
          case Expression.Unary(String operator, Expression of) ->
              unary(operator, value(of, scope));
          case Expression.Binary(String operator, Expression left, Expression right) ->
              binary(operator, value(left, scope), right, scope);
          case Expression.Comparison comparison -> comparison(comparison, scope);
          case Expression.Choice choice -> choice(choice, scope);
        };
    budget.charge(value);
    budget.leave();
    return value;
  }

  private List<Value> values(List<Expression> expressions, Scope scope) {
    List<Value> values = new ArrayList<>();
    expressions.forEach(each -> values.add(value(each, scope)));
    return List.copyOf(values);
  }

  private Value pairs(Expression.Pairs pairs, Scope scope) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < pairs.keys().size(); i++) {
      String key = Rendering.text(value(pairs.keys().get(i), scope)).text();
      values.put(key, value(pairs.values().get(i), scope));
    }
    return new Value.Pairs(values);
  }

  private Value slice(Expression.Slice slice, Scope scope) {
    return Members.slice(
        value(slice.of(), scope),
        bound(slice.start(), scope),
        bound(slice.stop(), scope),
        bound(slice.step(), scope));
  }

  private @Nullable Integer bound(@Nullable Expression expression, Scope scope) {
    Value value = expression == null ? Value.None.NONE : value(expression, scope);
    return value == Value.None.NONE ? null : value.asInt();
  }

  private Call call(String name, Expression.Arguments arguments, Scope scope) {
    Map<String, Value> named = new LinkedHashMap<>();
    arguments.named().forEach((key, given) -> named.put(key, value(given, scope)));
    return new Call(name, values(arguments.positional(), scope), named, budget);
  }

  private Value call(Value callee, Expression.Arguments arguments, Scope scope) {
    return switch (callee) {
      case Value.Function(String name) -> Functions.call(call(name, arguments, scope));
      case Value.Method method -> Members.call(method, call(method.name(), arguments, scope));
      case Value.Macro(Statement.MacroDefinition macro) ->
          macros.call(macro, call(macro.name(), arguments, scope));
      default -> throw new Fault("A function is needed where " + callee.kind() + " stands.");
    };
  }

  private static Value unary(String operator, Value value) {
    return switch (operator) {
      case "not" -> Value.Truth.of(!value.truthy());
      case "-" ->
          value instanceof Value.Real(double number)
              ? new Value.Real(-number)
              : Operators.binary("-", new Value.Whole(0), value);
      default -> Operators.binary("+", new Value.Whole(0), value);
    };
  }

  private Value binary(String operator, Value left, Expression right, Scope scope) {
    return switch (operator) {
      case "and" -> left.truthy() ? value(right, scope) : left;
      case "or" -> left.truthy() ? left : value(right, scope);
      default -> Operators.binary(operator, left, value(right, scope));
    };
  }

  private Value comparison(Expression.Comparison comparison, Scope scope) {
    Value left = value(comparison.operands().getFirst(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Value right = value(comparison.operands().get(i + 1), scope);
      if (!Operators.compare(comparison.operators().get(i), left, right, budget)) {
        return Value.Truth.FALSE;
      }
      left = right;
    }
    return Value.Truth.TRUE;
  }

  private Value choice(Expression.Choice choice, Scope scope) {
    if (value(choice.condition(), scope).truthy()) {
      return value(choice.yes(), scope);
    }
    Expression no = choice.no();
    return no == null ? new Value.Undefined("a choice without else") : value(no, scope);
  }
}
