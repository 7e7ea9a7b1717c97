package witan.mixture.grammar;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a JSON schema into rules; {@link Grammar} says what of it is understood. */
final class SchemaReader {

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "$schema",
          "$id",
          "$comment",
          "deprecated",
          "readOnly",
          "writeOnly",
          "$defs",
          "definitions");

  private static final int MOST_VALUES = 1_000;
  private static final int MOST_PROPERTIES = 1_000;
  private static final int MOST_NAMES = 4_096;

  private enum Type {
    STRING("minLength", "maxLength", "pattern", "format"),
    NUMBER,
    INTEGER("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    BOOLEAN,
    NULL,
    OBJECT("properties", "required", "additionalProperties"),
    ARRAY("items", "minItems", "maxItems");

    private final Set<String> keywords;

    Type(String... keywords) {
      this.keywords = Set.of(keywords);
    }

    static @Nullable Type named(String name) {
      for (Type type : values()) {
        if (type.word().equals(name)) {
          return type;
        }
      }
      return null;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean fits(JsonNode value) {
      return switch (this) {
        case STRING -> value.isTextual();
        case NUMBER -> value.isNumber();
        case INTEGER -> value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
        case BOOLEAN -> value.isBoolean();
        case NULL -> value.isNull();
        case OBJECT -> value.isObject();
        case ARRAY -> value.isArray();
      };
    }
  }

  private record Wanted(Rule.Reference reference, JsonNode schema, Place place) {}

  private final JsonNode root;
  private final JsonRules json = new JsonRules();
  private final Map<JsonPointer, Rule.Reference> references = new HashMap<>();
  // A queue and no recursion: references may follow each other as often as a schema is long.
  private final Deque<Wanted> wanted = new ArrayDeque<>();

  SchemaReader(JsonNode root) {
    this.root = root;
  }

  Rule read() {
    Rule rule = reference("#", Place.ROOT);
    while (!wanted.isEmpty()) {
      Wanted next = wanted.removeFirst();
      next.reference().refersTo(rule(next.schema(), next.place()));
    }
    return rule;
  }

  private Rule rule(JsonNode node, Place place) {
    if (node.isBoolean()) {
      return node.booleanValue() ? json.any() : nothing();
    }
    if (!(node instanceof ObjectNode schema)) {
      throw new SchemaException(place, "a schema is an object, true or false.");
    }
    List<String> keywords = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : schema.properties()) {
      String name = entry.getKey();
      if (!ANNOTATIONS.contains(name) && !name.startsWith("x-")) {
        keywords.add(name);
      }
    }
    for (String whole : List.of("$ref", "anyOf", "allOf", "const", "enum")) {
      if (keywords.contains(whole)) {
        return whole(whole, schema, keywords, place);
      }
    }
    return typed(schema, keywords, place);
  }

  /** A schema of which one keyword says everything. */
  private Rule whole(String keyword, ObjectNode schema, List<String> keywords, Place place) {
    JsonNode value = schema.get(keyword);
    boolean values = keyword.equals("const") || keyword.equals("enum");
    for (String other : keywords) {
      if (!other.equals(keyword) && !(values && other.equals("type"))) {
        throw new SchemaException(
            place,
            "'%s' beside '%s' is not supported; write one schema that says both."
                .formatted(shortened(other), keyword));
      }
    }
    return switch (keyword) {
      case "$ref" -> reference(string(value, "$ref", place), place);
      case "anyOf" -> {
        List<Rule> branches = new ArrayList<>();
        for (JsonNode branch : array(value, "anyOf", place)) {
          branches.add(rule(branch, place.at("anyOf").at(branches.size())));
        }
        yield JsonRules.choice(branches);
      }
      case "allOf" -> {
        if (array(value, "allOf", place).size() > 1) {
          throw new SchemaException(
              place,
              "'allOf' of several schemas is not supported; write one schema that says all.");
        }
        yield rule(value.get(0), place.at("allOf").at(0));
      }
      case "const" -> values(List.of(value), schema, place);
      default -> {
        List<JsonNode> listed = new ArrayList<>();
        array(value, "enum", place).forEach(listed::add);
        if (listed.size() > MOST_VALUES) {
          throw new SchemaException(
              place,
              "'enum' has %,d values; list at most %,d.".formatted(listed.size(), MOST_VALUES));
        }
        yield values(listed, schema, place);
      }
    };
  }

  private Rule values(List<JsonNode> values, ObjectNode schema, Place place) {
    Set<Type> types = schema.has("type") ? types(schema, place) : EnumSet.allOf(Type.class);
    List<Rule> fitting = new ArrayList<>();
    for (JsonNode value : values) {
      if (types.stream().anyMatch(type -> type.fits(value))) {
        fitting.add(json.literal(value));
      }
    }
    if (fitting.isEmpty()) {
      throw new SchemaException(place, "none of its values has its 'type'.");
    }
    return JsonRules.choice(fitting);
  }

  private Rule typed(ObjectNode schema, List<String> keywords, Place place) {
    if (keywords.isEmpty()) {
      return json.any();
    }
    Set<Type> types = EnumSet.noneOf(Type.class);
    if (keywords.contains("type")) {
      types = types(schema, place);
    } else {
      for (Type type : Type.values()) {
        if (keywords.stream().anyMatch(type.keywords::contains)) {
          types.add(type);
        }
      }
    }
    for (String keyword : keywords) {
      boolean said = types.stream().anyMatch(type -> type.keywords.contains(keyword));
      boolean ofNumbers = types.contains(Type.NUMBER) && Type.INTEGER.keywords.contains(keyword);
      if (!keyword.equals("type") && (!said || ofNumbers)) {
        throw unsupported(keyword, types, place);
      }
    }
    List<Rule> rules = new ArrayList<>();
    for (Type type : types) {
      rules.add(
          switch (type) {
            case STRING -> text(schema, place);
            case NUMBER -> json.number();
            case INTEGER -> integer(schema, place);
            case BOOLEAN ->
                JsonRules.choice(List.of(JsonRules.text("true"), JsonRules.text("false")));
            case NULL -> JsonRules.text("null");
            case OBJECT -> object(schema, place);
            case ARRAY -> array(schema, place);
          });
    }
    return JsonRules.choice(rules);
  }

  private static SchemaException unsupported(String keyword, Set<Type> types, Place place) {
    for (Type type : Type.values()) {
      if (type.keywords.contains(keyword) && !types.isEmpty()) {
        return new SchemaException(
            place,
            "'%s' is about %s only, and 'type' is %s; leave one of them out."
                .formatted(
                    keyword,
                    type.word(),
                    String.join(", ", types.stream().map(Type::word).toList())));
      }
    }
    String instead =
        switch (keyword) {
          case "oneOf" -> "use 'anyOf' of schemas that exclude each other";
          case "patternProperties", "propertyNames" -> "use 'additionalProperties'";
          case "prefixItems" -> "use an object with a property for each of them";
          default -> "leave it out";
        };
    return new SchemaException(
        place, "'%s' is not supported; %s.".formatted(shortened(keyword), instead));
  }

  private static Set<Type> types(ObjectNode schema, Place place) {
    JsonNode node = schema.get("type");
    List<JsonNode> named = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(named::add);
    } else {
      named.add(node);
    }
    Set<Type> types = EnumSet.noneOf(Type.class);
    for (JsonNode name : named) {
      Type type = name.isTextual() ? Type.named(name.textValue()) : null;
      if (type == null) {
        throw new SchemaException(
            place,
            "'type' is string, number, integer, boolean, null, object or array, or a list of these.");
      }
      types.add(type);
    }
    if (types.isEmpty()) {
      throw new SchemaException(place, "'type' is an empty list; name at least one.");
    }
    // Every integer is a number: the same text twice would only be slow.
    if (types.contains(Type.NUMBER) && !hasAny(schema, Type.INTEGER.keywords)) {
      types.remove(Type.INTEGER);
    }
    return types;
  }

  private static boolean hasAny(ObjectNode schema, Set<String> keywords) {
    return keywords.stream().anyMatch(schema::has);
  }

  private Rule text(ObjectNode schema, Place place) {
    int min = count(schema, "minLength", 0, place);
    int max = count(schema, "maxLength", Integer.MAX_VALUE, place);
    requireOrder("minLength", min, "maxLength", max, place);
    JsonNode pattern = schema.get("pattern");
    JsonNode format = schema.get("format");
    if (pattern == null && format == null) {
      return json.string(min, max);
    }
    for (String other : List.of("minLength", "maxLength", pattern == null ? "pattern" : "format")) {
      if (schema.has(other)) {
        throw new SchemaException(
            place,
            "'%s' with '%s' is not supported; say both in the pattern, as in ^.{2,5}$."
                .formatted(pattern == null ? "format" : "pattern", other));
      }
    }
    return json.quoted(
        pattern == null
            ? Formats.read(string(format, "format", place), place)
            : Pattern.read(string(pattern, "pattern", place), place.at("pattern")));
  }

  private Rule integer(ObjectNode schema, Place place) {
    if (!hasAny(schema, Type.INTEGER.keywords)) {
      return json.integer();
    }
    return Integers.between(Integers.least(schema, place), Integers.greatest(schema, place), place);
  }

  private Rule object(ObjectNode schema, Place place) {
    Set<String> required = new LinkedHashSet<>();
    if (schema.has("required")) {
      for (JsonNode name : array(schema.get("required"), "required", place, 0)) {
        required.add(string(name, "required", place));
      }
    }
    JsonNode others = schema.get("additionalProperties");
    boolean open =
        others == null
            ? !schema.has("properties")
            : !(others.isBoolean() && !others.booleanValue());
    Place othersPlace = place.at("additionalProperties");
    Rule other = others == null ? json.any() : rule(others, othersPlace);
    Map<String, Rule> values = new LinkedHashMap<>();
    JsonNode properties = schema.get("properties");
    if (properties != null) {
      if (!properties.isObject()) {
        throw new SchemaException(place, "'properties' is an object of schemas.");
      }
      for (Map.Entry<String, JsonNode> property : properties.properties()) {
        values.put(
            property.getKey(),
            rule(property.getValue(), place.at("properties").at(property.getKey())));
      }
    }
    for (String name : required) {
      if (!open && !values.containsKey(name)) {
        throw new SchemaException(
            place,
            "'required' names '%s', which is none of the 'properties'; add it there."
                .formatted(shortened(name)));
      }
      values.putIfAbsent(name, other);
    }
    if (values.size() > MOST_PROPERTIES) {
      throw new SchemaException(
          place,
          "the object has %,d properties; name at most %,d."
              .formatted(values.size(), MOST_PROPERTIES));
    }
    if (open && values.keySet().stream().mapToInt(String::length).sum() > MOST_NAMES) {
      throw new SchemaException(
          place,
          "the names of the properties have more than %,d characters together, and the object may have others; set 'additionalProperties' to false."
              .formatted(MOST_NAMES));
    }
    List<JsonRules.Member> members = new ArrayList<>();
    values.forEach((name, value) ->
        members.add(new JsonRules.Member(json.member(name, value), required.contains(name))));
    return json.object(
        open
            ? json.members(members, json.otherMember(values.keySet(), other))
            : json.members(members));
  }

  private Rule array(ObjectNode schema, Place place) {
    int min = count(schema, "minItems", 0, place);
    int max = count(schema, "maxItems", Integer.MAX_VALUE, place);
    requireOrder("minItems", min, "maxItems", max, place);
    JsonNode items = schema.get("items");
    return json.array(items == null ? json.any() : rule(items, place.at("items")), min, max);
  }

  private Rule reference(String name, Place place) {
    JsonPointer pointer;
    try {
      if (!name.startsWith("#")) {
        throw new IllegalArgumentException();
      }
      pointer =
          JsonPointer.compile(
              URLDecoder.decode(name.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new SchemaException(
          place,
          "'$ref' is a place in this schema, such as #/$defs/address, and not '%s'."
              .formatted(shortened(name)));
    }
    Rule.Reference known = references.get(pointer);
    if (known != null) {
      return known;
    }
    JsonNode target = root.at(pointer);
    if (target.isMissingNode()) {
      throw new SchemaException(
          place, "'$ref' leads nowhere: there is no '%s'.".formatted(shortened(name)));
    }
    Rule.Reference reference = new Rule.Reference();
    references.put(pointer, reference);
    wanted.add(new Wanted(reference, target, name.equals("#") ? Place.ROOT : new Place(name)));
    return reference;
  }

  private static Rule nothing() {
    return new Rule.Choice(List.of());
  }

  private static void requireOrder(String lower, int min, String upper, int max, Place place) {
    if (min > max) {
      throw new SchemaException(
          place,
          "'%s' is %d and '%s' %d; nothing satisfies both.".formatted(lower, min, upper, max));
    }
  }

  private static int count(ObjectNode schema, String name, int otherwise, Place place) {
    JsonNode node = schema.get(name);
    if (node == null) {
      return otherwise;
    }
    if (!Type.INTEGER.fits(node) || node.decimalValue().signum() < 0) {
      throw new SchemaException(place, "'%s' is a whole number from 0.".formatted(name));
    }
    // What no answer reaches is as good as no limit, or as the largest.
    return node.decimalValue().min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
  }

  private static JsonNode array(JsonNode node, String name, Place place) {
    return array(node, name, place, 1);
  }

  private static JsonNode array(JsonNode node, String name, Place place, int least) {
    if (!node.isArray() || node.size() < least) {
      throw new SchemaException(
          place,
          least == 0
              ? "'%s' is an array.".formatted(name)
              : "'%s' is an array with at least one entry.".formatted(name));
    }
    return node;
  }

  private static String string(JsonNode node, String name, Place place) {
    if (!node.isTextual()) {
      throw new SchemaException(place, "'%s' is made of strings.".formatted(name));
    }
    return node.textValue();
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
