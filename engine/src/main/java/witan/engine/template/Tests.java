package witan.engine.template;

/** What can be asked with {@code is}. */
final class Tests {
  private Tests() {}

  static boolean holds(Value value, Call call) {
    return switch (call.name()) {
      case "defined" -> !(value instanceof Value.Undefined);
      case "undefined" -> value instanceof Value.Undefined;
      case "none" -> value == Value.None.NONE;
      case "string" -> value instanceof Value.Text;
      case "mapping" -> value instanceof Value.Pairs;
      case "boolean" -> value instanceof Value.Truth;
      case "true" -> value == Value.Truth.TRUE;
      case "false" -> value == Value.Truth.FALSE;
      case "integer" -> value instanceof Value.Whole;
      case "float" -> value instanceof Value.Real;
      case "number" ->
          value instanceof Value.Whole
              || value instanceof Value.Real
              || value instanceof Value.Truth;
      case "iterable" ->
          value instanceof Value.Text
              || value instanceof Value.Items
              || value instanceof Value.Pairs
              || value instanceof Value.Undefined;
      case "sequence" ->
          value instanceof Value.Text
              || value instanceof Value.Items
              || value instanceof Value.Pairs;
      case "callable" ->
          value instanceof Value.Macro
              || value instanceof Value.Function
              || value instanceof Value.Method;
      case "odd" -> Math.floorMod(value.asInt(), 2) == 1;
      case "even" -> Math.floorMod(value.asInt(), 2) == 0;
      case "divisibleby" -> {
        int by = call.get(0, "num").asInt();
        if (by == 0) {
          throw new Fault("A number is divided by zero.");
        }
        yield value.asInt() % by == 0;
      }
      case "lower" -> value.asText().text().chars().noneMatch(Character::isUpperCase);
      case "upper" -> value.asText().text().chars().noneMatch(Character::isLowerCase);
      case "eq", "equalto", "sameas" ->
          Operators.compare("==", value, call.get(0, "other"), call.budget());
      case "ne" -> Operators.compare("!=", value, call.get(0, "other"), call.budget());
      case "lt" -> Operators.compare("<", value, call.get(0, "other"), call.budget());
      case "le" -> Operators.compare("<=", value, call.get(0, "other"), call.budget());
      case "gt" -> Operators.compare(">", value, call.get(0, "other"), call.budget());
      case "ge" -> Operators.compare(">=", value, call.get(0, "other"), call.budget());
      case "in" -> Operators.compare("in", value, call.get(0, "seq"), call.budget());
      default -> throw new Fault("Witan does not know the test " + call.name() + ".");
    };
  }
}
