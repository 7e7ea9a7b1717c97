package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of an object of a request, by type; null is as good as absent. */
final class Fields {

  private final ObjectNode object;
  private final String prefix;

  Fields(ObjectNode object) {
    this(object, "");
  }

  private Fields(ObjectNode object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  /** The name of a field as errors call it: {@code stream_options.include_usage}. */
  String param(String name) {
    return prefix + name;
  }

  @Nullable JsonNode node(String name) {
    JsonNode node = object.get(name);
    return node == null || node.isNull() ? null : node;
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Nullable Fields object(String name) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    if (node instanceof ObjectNode inner) {
      return new Fields(inner, param(name) + ".");
    }
    throw wrongType(name, node, "an object");
  }

  String string(String name, String example) {
    String string = optionalString(name, example);
    if (string == null) {
      throw ApiException.invalid(
          param(name),
          "missing_required_parameter",
          "Missing required parameter: '%s'. Send a string, for example \"%s\"."
              .formatted(param(name), example));
    }
    return string;
  }

  @Nullable String optionalString(String name, String example) {
    JsonNode node = node(name);
    if (node != null && !node.isTextual()) {
      throw wrongType(name, node, "a string, for example \"%s\"".formatted(example));
    }
    return node == null ? null : node.textValue();
  }

  boolean bool(String name, boolean otherwise) {
    JsonNode node = node(name);
    if (node != null && !node.isBoolean()) {
      throw wrongType(name, node, "true or false");
    }
    return node == null ? otherwise : node.booleanValue();
  }

  @Nullable Long optionalLong(String name, long min, long max) {
    JsonNode node = node(name);
    if (node == null) {
      return null;
    }
    String range =
        max == Integer.MAX_VALUE || max == Long.MAX_VALUE
            ? (min == Long.MIN_VALUE ? "of at most 64 bits" : "of at least " + min)
            : "from %d to %d".formatted(min, max);
    if (!node.isNumber() || !whole(node)) {
      throw wrongType(name, node, "a whole number " + range);
    }
    if (!node.canConvertToLong() || node.longValue() < min || node.longValue() > max) {
      throw outOfRange(name, node, "a whole number " + range);
    }
    return node.longValue();
  }

  @Nullable Integer optionalInteger(String name, int min, int max) {
    Long value = optionalLong(name, min, max);
    return value == null ? null : Math.toIntExact(value);
  }

  int integer(String name, int min, int max, int otherwise) {
    Integer value = optionalInteger(name, min, max);
    return value == null ? otherwise : value;
  }

  double number(String name, double min, double max, double otherwise) {
    JsonNode node = node(name);
    if (node == null) {
      return otherwise;
    }
    String range = "a number from %s to %s".formatted(plain(min), plain(max));
    if (!node.isNumber()) {
      throw wrongType(name, node, range);
    }
    double value = node.doubleValue();
    if (!(value >= min && value <= max)) {
      throw outOfRange(name, node, range);
    }
    return value;
  }

  /** A list of strings; a single string too where {@code single}. */
  List<String> strings(String name, boolean single, int max) {
    JsonNode node = node(name);
    if (node == null) {
      return List.of();
    }
    if (single && node.isTextual()) {
      return List.of(node.textValue());
    }
    String wanted = (single ? "a string or " : "") + "an array of strings";
    if (!node.isArray()) {
      throw wrongType(name, node, wanted);
    }
    if (node.size() > max) {
      throw ApiException.invalid(
          param(name),
          "array_above_max_length",
          "Invalid '%s': it has %d entries. Send at most %d."
              .formatted(param(name), node.size(), max));
    }
    List<String> strings = new ArrayList<>(node.size());
    for (JsonNode entry : node) {
      if (!entry.isTextual()) {
        throw wrongType(name + "[" + strings.size() + "]", entry, "a string");
      }
      strings.add(entry.textValue());
    }
    return strings;
  }

  ApiException wrongType(String name, JsonNode node, String wanted) {
    return ApiException.invalid(
        param(name),
        "invalid_type",
        "Invalid type for '%s': got %s. Send %s.".formatted(param(name), kind(node), wanted));
  }

  ApiException outOfRange(String name, JsonNode node, String wanted) {
    String value = node.asText();
    return invalid(
        name,
        "got %s. Send %s."
            .formatted(value.length() > 40 ? value.substring(0, 40) + "…" : value, wanted));
  }

  ApiException invalid(String name, String sentence) {
    return ApiException.invalid(
        param(name), "invalid_value", "Invalid '%s': %s".formatted(param(name), sentence));
  }

  ApiException unsupported(String name, String sentence) {
    return ApiException.invalid(
        param(name),
        "unsupported_parameter",
        "Unsupported '%s': %s".formatted(param(name), sentence));
  }

  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> "a string";
      case NUMBER -> whole(node) ? "a whole number" : "a number with a fraction";
      case BOOLEAN -> "a boolean";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case NULL -> "null";
      default -> "something else";
    };
  }

  private static boolean whole(JsonNode node) {
    return node.isIntegralNumber()
        || (Double.isFinite(node.doubleValue())
            && node.doubleValue() == Math.rint(node.doubleValue()));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
