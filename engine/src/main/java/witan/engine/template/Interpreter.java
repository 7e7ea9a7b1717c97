package witan.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import witan.engine.MarkedText;

/** One rendering of a template. */
final class Interpreter {

  private enum Flow {
    ON,
    NEXT_ITEM,
    END_OF_LOOP
  }

  private final Budget budget = new Budget();
  private final Evaluator evaluator = new Evaluator(budget, this::call);
  private final Scope global = new Scope(null);
  private int line = 1;

  Interpreter(Map<String, Value> variables) {
    Functions.NAMES.forEach(name -> global.set(name, new Value.Function(name)));
    variables.forEach(global::set);
  }

  /** Where it is, or stopped. */
  int line() {
    return line;
  }

  MarkedText render(List<Statement> template) {
    Assembly out = new Assembly();
    run(template, global, out);
    return out.text();
  }

  private Flow run(List<Statement> statements, Scope scope, Assembly out) {
    budget.enter();
    Flow flow = Flow.ON;
    for (int i = 0; i < statements.size() && flow == Flow.ON; i++) {
      flow = run(statements.get(i), scope, out);
    }
    budget.leave();
    return flow;
  }

  private Flow run(Statement statement, Scope scope, Assembly out) {
    line = statement.line();
    switch (statement) {
      case Statement.Data data -> out.trusted(data.text());
      case Statement.Print print ->
          out.add(Rendering.text(evaluator.value(print.expression(), scope)));
      case Statement.If choice -> {
        return choose(choice, scope, out);
      }
      case Statement.For loop -> {
        return repeat(loop, scope, out);
      }
      case Statement.Set set -> assign(set, scope);
      case Statement.SetBlock block -> {
        Assembly inner = new Assembly();
        Flow flow = run(block.body(), scope, inner);
        scope.set(block.name(), new Value.Text(inner.text()));
        return flow;
      }
      case Statement.MacroDefinition macro -> scope.set(macro.name(), new Value.Macro(macro));
      case Statement.Jump jump -> {
        return jump.leaves() ? Flow.END_OF_LOOP : Flow.NEXT_ITEM;
      }
    }
    return Flow.ON;
  }

  private Flow choose(Statement.If choice, Scope scope, Assembly out) {
    for (Statement.Branch branch : choice.branches()) {
      if (evaluator.value(branch.condition(), scope).truthy()) {
        return run(branch.body(), scope, out);
      }
    }
    return run(choice.otherwise(), scope, out);
  }

  private Flow repeat(Statement.For loop, Scope scope, Assembly out) {
    List<Value> items = evaluator.value(loop.over(), scope).elements();
    Expression condition = loop.condition();
    if (condition != null) {
      List<Value> kept = new ArrayList<>();
      for (Value item : items) {
        Scope inner = new Scope(scope);
        bind(loop.names(), item, inner);
        if (evaluator.value(condition, inner).truthy()) {
          kept.add(item);
        }
      }
      items = kept;
    }
    Flow flow = Flow.ON;
    for (int i = 0; i < items.size() && flow != Flow.END_OF_LOOP; i++) {
      Scope inner = new Scope(scope);
      inner.set("loop", new Value.Loop(items, i));
      bind(loop.names(), items.get(i), inner);
      flow = run(loop.body(), inner, out);
    }
    return items.isEmpty() ? run(loop.otherwise(), scope, out) : Flow.ON;
  }

  private static void bind(List<String> names, Value value, Scope scope) {
    if (names.size() == 1) {
      scope.set(names.getFirst(), value);
      return;
    }
    List<Value> parts = value.elements();
    if (parts.size() != names.size()) {
      throw new Fault("There are %d values for %d names.".formatted(parts.size(), names.size()));
    }
    for (int i = 0; i < parts.size(); i++) {
      scope.set(names.get(i), parts.get(i));
    }
  }

  private void assign(Statement.Set set, Scope scope) {
    Value value = evaluator.value(set.value(), scope);
    String attribute = set.attribute();
    if (attribute == null) {
      bind(set.names(), value, scope);
      return;
    }
    Value owner = scope.get(set.names().getFirst());
    if (!(owner instanceof Value.Namespace(Map<String, Value> attributes))) {
      throw new Fault(
          "Only a namespace's attributes can be set, not those of " + owner.kind() + ".");
    }
    attributes.put(attribute, value);
  }

  private Value call(Statement.MacroDefinition macro, Call call) {
    if (call.positional().size() > macro.parameters().size()) {
      throw new Fault("The macro " + macro.name() + " is called with too many arguments.");
    }
    int around = line;
    Scope scope = new Scope(global);
    for (int i = 0; i < macro.parameters().size(); i++) {
      String name = macro.parameters().get(i);
      Value given = call.optional(i, name);
      Expression otherwise = macro.defaults().get(i);
      if (given != null) {
        scope.set(name, given);
      } else {
        scope.set(
            name,
            otherwise == null ? new Value.Undefined(name) : evaluator.value(otherwise, scope));
      }
    }
    Assembly out = new Assembly();
    run(macro.body(), scope, out);
    line = around;
    return new Value.Text(out.text());
  }
}
