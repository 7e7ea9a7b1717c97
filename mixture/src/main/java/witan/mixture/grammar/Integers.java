package witan.mixture.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Integers from one bound to another, digit by digit. */
final class Integers {

  /** The largest integer of 15 digits, which every double holds exactly. */
  private static final long LARGEST = 999_999_999_999_999L;

  private Integers() {}

  static long least(ObjectNode schema, Place place) {
    BigDecimal least = BigDecimal.valueOf(-LARGEST);
    if (schema.has("minimum")) {
      least = least.max(whole(schema.get("minimum"), "minimum", RoundingMode.CEILING, place));
    }
    if (schema.has("exclusiveMinimum")) {
      JsonNode bound = schema.get("exclusiveMinimum");
      least =
          least.max(
              whole(bound, "exclusiveMinimum", RoundingMode.FLOOR, place).add(BigDecimal.ONE));
    }
    return least.min(BigDecimal.valueOf(LARGEST + 1)).longValueExact();
  }

  static long greatest(ObjectNode schema, Place place) {
    BigDecimal greatest = BigDecimal.valueOf(LARGEST);
    if (schema.has("maximum")) {
      greatest = greatest.min(whole(schema.get("maximum"), "maximum", RoundingMode.FLOOR, place));
    }
    if (schema.has("exclusiveMaximum")) {
      JsonNode bound = schema.get("exclusiveMaximum");
      greatest =
          greatest.min(
              whole(bound, "exclusiveMaximum", RoundingMode.CEILING, place)
                  .subtract(BigDecimal.ONE));
    }
    return greatest.max(BigDecimal.valueOf(-LARGEST - 1)).longValueExact();
  }

  private static BigDecimal whole(JsonNode node, String name, RoundingMode mode, Place place) {
    if (!node.isNumber()) {
      throw new SchemaException(place, "'%s' is a number.".formatted(name));
    }
    BigDecimal value = node.decimalValue();
    // What has more digits, or none before the point, is never written out: 1e999999999 is large.
    long digits = value.precision() - (long) value.scale();
    if (digits > 16) {
      return BigDecimal.valueOf(value.signum() * (LARGEST + 2));
    }
    if (digits < 0) {
      return BigDecimal.valueOf(value.signum()).movePointLeft(1).setScale(0, mode);
    }
    return value.setScale(0, mode);
  }

  static Rule between(long least, long greatest, Place place) {
    if (least > greatest) {
      throw new SchemaException(
          place, "no integer of up to 15 digits lies between its bounds; widen them.");
    }
    List<Rule> ways = new ArrayList<>();
    if (least < 0) {
      ways.add(JsonRules.sequence(JsonRules.text("-"), natural(Math.max(1, -greatest), -least)));
    }
    if (greatest >= 0) {
      ways.add(natural(Math.max(0, least), greatest));
    }
    return JsonRules.choice(ways);
  }

  private static Rule natural(long least, long greatest) {
    List<Rule> ways = new ArrayList<>();
    for (int digits = Long.toString(least).length();
        digits <= Long.toString(greatest).length();
        digits++) {
      long shortest = digits == 1 ? 0 : Long.parseLong("1" + "0".repeat(digits - 1));
      long longest = Long.parseLong("9".repeat(digits));
      ways.add(
          sameLength(
              Long.toString(Math.max(least, shortest)),
              Long.toString(Math.min(greatest, longest))));
    }
    return JsonRules.choice(ways);
  }

  /** Digits from {@code low} to {@code high}, which are as long as each other. */
  private static Rule sameLength(String low, String high) {
    int length = low.length();
    if (low.equals("0".repeat(length)) && high.equals("9".repeat(length))) {
      return digits(length);
    }
    char first = low.charAt(0);
    char last = high.charAt(0);
    if (first == last) {
      return length == 1
          ? JsonRules.range(first, first)
          : JsonRules.sequence(
              JsonRules.range(first, first), sameLength(low.substring(1), high.substring(1)));
    }
    if (length == 1) {
      return JsonRules.range(first, last);
    }
    List<Rule> ways = new ArrayList<>();
    ways.add(
        JsonRules.sequence(
            JsonRules.range(first, first), sameLength(low.substring(1), "9".repeat(length - 1))));
    if (last - first > 1) {
      ways.add(JsonRules.sequence(JsonRules.range(first + 1, last - 1), digits(length - 1)));
    }
    ways.add(
        JsonRules.sequence(
            JsonRules.range(last, last), sameLength("0".repeat(length - 1), high.substring(1))));
    return JsonRules.choice(ways);
  }

  private static Rule digits(int count) {
    return new Rule.Repeat(JsonRules.range('0', '9'), count, count);
  }
}
