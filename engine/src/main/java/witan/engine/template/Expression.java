package witan.engine.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has a value. */
sealed interface Expression {

  record Literal(Value value) implements Expression {}

  record Name(String name) implements Expression {}

  /** Lists and tuples; tuples are printed like lists. */
  record Items(List<Expression> items) implements Expression {}

  record Pairs(List<Expression> keys, List<Expression> values) implements Expression {}

  record Attribute(Expression of, Expression name) implements Expression {}

  record Slice(
      Expression of,
      @Nullable Expression start,
      @Nullable Expression stop,
      @Nullable Expression step)
      implements Expression {}

  record Call(Expression callee, Arguments arguments) implements Expression {}

  record Filter(Expression of, String name, Arguments arguments) implements Expression {}

  record Test(Expression of, String name, Arguments arguments, boolean negated)
      implements Expression {}

  record Unary(String operator, Expression of) implements Expression {}

  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /** {@code a < b <= c}: one more operand than operators. */
  record Comparison(List<Expression> operands, List<String> operators) implements Expression {}

  record Choice(Expression condition, Expression yes, @Nullable Expression no)
      implements Expression {}

  record Arguments(List<Expression> positional, Map<String, Expression> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());
  }
}
