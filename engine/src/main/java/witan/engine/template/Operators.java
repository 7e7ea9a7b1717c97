package witan.engine.template;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import witan.engine.MarkedText;

/** Arithmetic and comparison, as in Python. */
final class Operators {
  private Operators() {}

  static Value binary(String operator, Value left, Value right) {
    return switch (operator) {
      case "~" -> new Value.Text(joined(Rendering.text(left), Rendering.text(right)));
      case "+" -> plus(left, right);
      default -> arithmetic(operator, left, right);
    };
  }

  private static Value plus(Value left, Value right) {
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      return new Value.Text(joined(a.text(), b.text()));
    }
    if (left instanceof Value.Items(List<Value> a) && right instanceof Value.Items(List<Value> b)) {
      if (a.size() + b.size() > Budget.LONGEST_RANGE) {
        throw new Fault("It makes a list of more than " + Budget.LONGEST_RANGE + " items.");
      }
      return new Value.Items(Stream.concat(a.stream(), b.stream()).toList());
    }
    return arithmetic("+", left, right);
  }

  private static MarkedText joined(MarkedText left, MarkedText right) {
    return new Assembly().add(left).add(right).text();
  }

  private static Value arithmetic(String operator, Value left, Value right) {
    boolean whole = !(left instanceof Value.Real) && !(right instanceof Value.Real);
    try {
      return whole && !operator.equals("/")
          ? new Value.Whole(
              whole(operator, wholeOf(left, right, left), wholeOf(left, right, right)))
          : new Value.Real(real(operator, number(left, right, left), number(left, right, right)));
    } catch (ArithmeticException e) {
      throw new Fault("A number is divided by zero or becomes too large.");
    }
  }

  private static long whole(String operator, long left, long right) {
    return switch (operator) {
      case "+" -> Math.addExact(left, right);
      case "-" -> Math.subtractExact(left, right);
      case "*" -> Math.multiplyExact(left, right);
      case "//" -> Math.floorDivExact(left, right);
      case "%" -> Math.floorMod(left, right);
      default -> throw new Fault("Witan does not know the operator " + operator + ".");
    };
  }

  private static double real(String operator, double left, double right) {
    if (right == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new ArithmeticException("division by zero");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      case "%" -> left - right * Math.floor(left / right);
      default -> throw new Fault("Witan does not know the operator " + operator + ".");
    };
  }

  private static long wholeOf(Value left, Value right, Value value) {
    return value instanceof Value.Whole(long exact) ? exact : (long) number(left, right, value);
  }

  private static double number(Value left, Value right, Value value) {
    return switch (value) {
      case Value.Whole(long number) -> number;
      case Value.Real(double number) -> number;
      case Value.Truth truth -> truth.ordinal();
      default ->
          throw new Fault(
              "There is no arithmetic of " + left.kind() + " and " + right.kind() + ".");
    };
  }

  static boolean compare(String operator, Value left, Value right, Budget budget) {
    return switch (operator) {
      case "==" -> equal(left, right, budget);
      case "!=" -> !equal(left, right, budget);
      case "in" -> contains(right, left, budget);
      case "not in" -> !contains(right, left, budget);
      case "<" -> order(left, right) < 0;
      case "<=" -> order(left, right) <= 0;
      case ">" -> order(left, right) > 0;
      case ">=" -> order(left, right) >= 0;
      default -> throw new Fault("Witan does not know the operator " + operator + ".");
    };
  }

  /** Whether two values are the same, whoever wrote them. */
  private static boolean equal(Value left, Value right, Budget budget) {
    budget.enter();
    boolean same = same(left, right, budget);
    budget.leave();
    return same;
  }

  private static boolean same(Value left, Value right, Budget budget) {
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      return a.string().equals(b.string());
    }
    if (left instanceof Value.Items(List<Value> a) && right instanceof Value.Items(List<Value> b)) {
      boolean same = a.size() == b.size();
      for (int i = 0; same && i < a.size(); i++) {
        same = equal(a.get(i), b.get(i), budget);
      }
      return same;
    }
    if (left instanceof Value.Pairs(Map<String, Value> a)
        && right instanceof Value.Pairs(Map<String, Value> b)) {
      return samePairs(a, b, budget);
    }
    if (numeric(left) && numeric(right)) {
      return number(left, right, left) == number(left, right, right);
    }
    if (left instanceof Value.Undefined) {
      return right instanceof Value.Undefined;
    }
    // A namespace is itself only: it may hold itself.
    return left == right;
  }

  private static boolean samePairs(Map<String, Value> a, Map<String, Value> b, Budget budget) {
    for (Map.Entry<String, Value> pair : a.entrySet()) {
      Value other = b.get(pair.getKey());
      if (other == null || !equal(pair.getValue(), other, budget)) {
        return false;
      }
    }
    return a.size() == b.size();
  }

  private static boolean numeric(Value value) {
    return value instanceof Value.Whole
        || value instanceof Value.Real
        || value instanceof Value.Truth;
  }

  private static int order(Value left, Value right) {
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      return a.string().compareTo(b.string());
    }
    if (numeric(left) && numeric(right)) {
      return Double.compare(number(left, right, left), number(left, right, right));
    }
    throw new Fault(left.kind() + " and " + right.kind() + " have no order.");
  }

  private static boolean contains(Value container, Value value, Budget budget) {
    return switch (container) {
      case Value.Text text -> text.string().contains(value.asText().text());
      case Value.Pairs(Map<String, Value> pairs) ->
          value instanceof Value.Text key && pairs.containsKey(key.string());
      default -> container.elements().stream().anyMatch(item -> equal(item, value, budget));
    };
  }
}
