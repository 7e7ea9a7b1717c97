package witan.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import witan.engine.MarkedText;
import witan.engine.template.Expression.Arguments;
import witan.engine.template.Expression.Binary;
import witan.engine.template.Expression.Literal;
import witan.engine.template.Token.Kind;

/** Reads expressions, in Jinja's order of precedence. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> TESTS_OF_TWO =
      Set.of("divisibleby", "eq", "equalto", "ne", "in", "sameas", "lt", "le", "gt", "ge");

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** An expression, or several with commas between. */
  Expression tuple() {
    Expression first = expression();
    if (!tokens.at(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.accept(",")) {
      if (tokens.peek().kind() == Kind.TAG_END || tokens.peek().kind() == Kind.PRINT_END) {
        break;
      }
      items.add(expression());
    }
    return new Expression.Items(items);
  }

  Expression expression() {
    tokens.enter();
    Expression value = or();
    while (tokens.acceptName("if")) {
      Expression condition = or();
      Expression otherwise = tokens.acceptName("else") ? expression() : null;
      value = new Expression.Choice(condition, value, otherwise);
    }
    tokens.leave();
    return value;
  }

  /** An expression in which {@code if} does not belong to it: what a loop goes over. */
  Expression or() {
    Expression left = and();
    while (tokens.acceptName("or")) {
      left = new Binary("or", left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.acceptName("and")) {
      left = new Binary("and", left, not());
    }
    return left;
  }

  private Expression not() {
    if (!tokens.acceptName("not")) {
      return comparison();
    }
    tokens.enter();
    Expression negated = new Expression.Unary("not", not());
    tokens.leave();
    return negated;
  }

  private Expression comparison() {
    List<Expression> operands = new ArrayList<>(List.of(sum()));
    List<String> operators = new ArrayList<>();
    while (true) {
      if (tokens.peek().kind() == Kind.OPERATOR && COMPARISONS.contains(tokens.peek().text())) {
        operators.add(tokens.next().text());
      } else if (tokens.acceptName("in")) {
        operators.add("in");
      } else if (tokens.atName("not") && tokens.peekSecond().is(Kind.NAME, "in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        break;
      }
      operands.add(sum());
    }
    return operators.isEmpty()
        ? operands.getFirst()
        : new Expression.Comparison(operands, operators);
  }

  private Expression sum() {
    Expression left = joined();
    while (tokens.at("+") || tokens.at("-")) {
      left = new Binary(tokens.next().text(), left, joined());
    }
    return left;
  }

  private Expression joined() {
    Expression left = product();
    while (tokens.accept("~")) {
      left = new Binary("~", left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = unary(true);
    while (tokens.at("*") || tokens.at("/") || tokens.at("//") || tokens.at("%")) {
      left = new Binary(tokens.next().text(), left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean filtered) {
    Expression value;
    if (tokens.at("-") || tokens.at("+")) {
      tokens.enter();
      value = new Expression.Unary(tokens.next().text(), unary(false));
      tokens.leave();
    } else {
      value = postfix(primary());
    }
    return filtered ? filters(value) : value;
  }

  private Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.peek().kind() == Kind.STRING) {
          text.append(tokens.next().text());
        }
        yield new Literal(new Value.Text(MarkedText.trusted(text.toString())));
      }
      case WHOLE -> new Literal(new Value.Whole(whole(token.text())));
      case REAL -> new Literal(new Value.Real(Double.parseDouble(token.text())));
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesis();
            case "[" -> new Expression.Items(items("]"));
            case "{" -> pairs();
            default -> throw tokens.error(token + " can't stand here.");
          };
      default -> throw tokens.error("A value is missing in front of " + token + ".");
    };
  }

  private long whole(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw tokens.error("The number " + digits + " is too large.");
    }
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Literal(Value.Truth.TRUE);
      case "false", "False" -> new Literal(Value.Truth.FALSE);
      case "none", "None" -> new Literal(Value.None.NONE);
      default -> new Expression.Name(name);
    };
  }

  private Expression parenthesis() {
    if (tokens.accept(")")) {
      return new Expression.Items(List.of());
    }
    Expression first = expression();
    if (tokens.accept(")")) {
      return first;
    }
    tokens.expect(",");
    List<Expression> items = new ArrayList<>(List.of(first));
    items.addAll(items(")"));
    return new Expression.Items(items);
  }

  private List<Expression> items(String end) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.accept(end)) {
      items.add(expression());
      if (!tokens.at(end)) {
        tokens.expect(",");
      }
    }
    return items;
  }

  private Expression pairs() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.accept("}")) {
      keys.add(expression());
      tokens.expect(":");
      values.add(expression());
      if (!tokens.at("}")) {
        tokens.expect(",");
      }
    }
    return new Expression.Pairs(keys, values);
  }

  private Expression postfix(Expression value) {
    while (true) {
      if (tokens.accept(".")) {
        Token name = tokens.next();
        Value key =
            switch (name.kind()) {
              case NAME -> Value.Text.trusted(name.text());
              case WHOLE -> new Value.Whole(whole(name.text()));
              default -> throw tokens.error("A name should stand where " + name + " does.");
            };
        value = new Expression.Attribute(value, new Literal(key));
      } else if (tokens.accept("[")) {
        value = subscript(value);
      } else if (tokens.at("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression value) {
    Expression start = tokens.at(":") ? null : expression();
    if (start != null && tokens.accept("]")) {
      return new Expression.Attribute(value, start);
    }
    tokens.expect(":");
    Expression stop = tokens.at(":") || tokens.at("]") ? null : expression();
    Expression step = null;
    if (tokens.accept(":")) {
      step = tokens.at("]") ? null : expression();
    }
    tokens.expect("]");
    return new Expression.Slice(value, start, stop, step);
  }

  private Arguments arguments() {
    tokens.expect("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!tokens.accept(")")) {
      @Nullable String name = null;
      if (tokens.peek().kind() == Kind.NAME && tokens.peekSecond().is(Kind.OPERATOR, "=")) {
        name = tokens.next().text();
        tokens.next();
      }
      if (name != null) {
        named.put(name, expression());
      } else if (named.isEmpty()) {
        positional.add(expression());
      } else {
        throw tokens.error("An argument without a name stands behind one with a name.");
      }
      if (!tokens.at(")")) {
        tokens.expect(",");
      }
    }
    return new Arguments(positional, named);
  }

  private Expression filters(Expression value) {
    while (true) {
      if (tokens.accept("|")) {
        String name = tokens.expectName();
        Arguments arguments = tokens.at("(") ? arguments() : Arguments.NONE;
        value = new Expression.Filter(value, name, arguments);
      } else if (tokens.acceptName("is")) {
        boolean negated = tokens.acceptName("not");
        String name = tokens.expectName();
        Arguments arguments = Arguments.NONE;
        if (tokens.at("(")) {
          arguments = arguments();
        } else if (TESTS_OF_TWO.contains(name)) {
          arguments = new Arguments(List.of(postfix(primary())), Map.of());
        }
        value = new Expression.Test(value, name, arguments, negated);
      } else {
        return value;
      }
    }
  }
}
