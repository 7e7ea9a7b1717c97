package witan.mixture.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Schemas of the kind that is understood, and texts that satisfy them, at random. */
final class RandomSchemas {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of("a", "ab", "name", "naïve", "größe", "x y", "日本", "q\"uote", "😀", "b\\c", "");
  private static final String[] CHARACTERS = {
    "a",
    "Z",
    "0",
    " ",
    "é",
    "ß",
    "日",
    "😀",
    "\u007f",
    "\u2028",
    "\\\"",
    "\\\\",
    "\\/",
    "\\n",
    "\\u00e9",
    "\\uD83D\\uDE00",
    "\\u0000",
    "{",
    "]",
    ","
  };

  private final SplittableRandom random;

  RandomSchemas(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A schema whose definitions may be recursive. */
  ObjectNode schema() {
    ObjectNode root = schema(3);
    if (root.has("$ref")) {
      root = object(3);
    }
    ObjectNode definitions = root.putObject("$defs");
    ObjectNode list = definitions.putObject("list").put("type", "object");
    list.putArray("required").add("value").add("next");
    ObjectNode properties = list.putObject("properties");
    properties.set("value", schema(0));
    ArrayNode next = properties.putObject("next").putArray("anyOf");
    next.addObject().put("$ref", "#/$defs/list");
    next.addObject().put("type", "null");
    ObjectNode tree = definitions.putObject("tr/ee").put("type", "array");
    tree.putObject("items").put("$ref", "#/$defs/tr~1ee");
    return root;
  }

  private ObjectNode schema(int depth) {
    ObjectNode schema = NODES.objectNode();
    int kind = random.nextInt(depth == 0 ? 9 : 14);
    switch (kind) {
      case 0 -> {
        schema.put("type", "string");
        int min = random.nextInt(4);
        if (random.nextBoolean()) {
          schema.put("minLength", min);
        }
        if (random.nextBoolean()) {
          schema.put("maxLength", min + random.nextInt(4));
        }
      }
      case 1 -> schema.put("type", "number");
      case 2 -> {
        schema.put("type", "integer");
        long bound = random.nextLong(-2_000, 2_000);
        if (random.nextBoolean()) {
          schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", bound);
        }
        if (random.nextBoolean()) {
          schema.put("maximum", bound + 1 + random.nextInt(random.nextBoolean() ? 5 : 3_000));
        }
      }
      case 3 -> schema.put("type", "boolean");
      case 4 -> schema.put("type", "null").put("description", "nothing");
      case 5 -> {
        ArrayNode values = schema.putArray("enum");
        values.add("red").add("réd").add("re\"d").add(12).add(-0.5).addNull();
        values.addObject().put("k", 1).putArray("l").add(true).add("x");
      }
      case 6 -> schema.put("const", NAMES.get(random.nextInt(NAMES.size())));
      case 7 -> schema.putArray("type").add("integer").add("string").add("null");
      case 8 -> schema.put("type", "string").put("pattern", "^[a-zé\"]{2,3}(-\\d+)?(x|yy)$");
      case 9 -> {
        return object(depth);
      }
      case 10 -> {
        schema.put("type", "array").set("items", schema(depth - 1));
        int min = random.nextInt(3);
        if (random.nextBoolean()) {
          schema.put("minItems", min);
        }
        if (random.nextBoolean()) {
          schema.put("maxItems", min + random.nextInt(3));
        }
      }
      case 11 -> {
        ArrayNode branches = schema.putArray("anyOf");
        branches.add(schema(depth - 1)).add(schema(depth - 1));
      }
      case 12 -> schema.put("$ref", random.nextBoolean() ? "#/$defs/list" : "#/$defs/tr~1ee");
      default -> {
        // Anything.
      }
    }
    return schema;
  }

  private ObjectNode object(int depth) {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    List<String> names = new ArrayList<>(NAMES);
    for (int i = names.size() - 1; i > 0; i--) {
      Collections.swap(names, i, random.nextInt(i + 1));
    }
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (String name : names.subList(0, random.nextInt(5))) {
      properties.set(name, schema(depth - 1));
      if (random.nextBoolean()) {
        required.add(name);
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    switch (random.nextInt(4)) {
      case 0 -> schema.put("additionalProperties", false);
      case 1 -> schema.set("additionalProperties", schema(depth - 1));
      default -> {
        // Closed, as it names its properties.
      }
    }
    return schema;
  }

  /** A text that satisfies {@code schema}, with blanks here and there. */
  String text(JsonNode schema, JsonNode root) {
    return text(schema, root, 0);
  }

  private String text(JsonNode schema, JsonNode root, int depth) {
    if (schema.has("$ref")) {
      return text(root.at(schema.get("$ref").textValue().substring(1)), root, depth);
    }
    if (schema.has("anyOf")) {
      JsonNode branches = schema.get("anyOf");
      return text(branches.get(depth > 8 ? branches.size() - 1 : random.nextInt(2)), root, depth);
    }
    if (schema.has("const")) {
      return schema.get("const").toString();
    }
    if (schema.has("enum")) {
      JsonNode values = schema.get("enum");
      return values.get(random.nextInt(values.size())).toString();
    }
    if (!schema.has("type")) {
      return depth > 4 ? "{}" : text(schema(depth > 2 ? 0 : 2), root, depth + 1);
    }
    String type =
        schema.get("type").isArray()
            ? schema.get("type").get(random.nextInt(3)).textValue()
            : schema.get("type").textValue();
    return switch (type) {
      case "string" -> schema.has("pattern") ? matching() : string(schema);
      case "number" -> number();
      case "integer" -> integer(schema);
      case "boolean" -> random.nextBoolean() ? "true" : "false";
      case "null" -> "null";
      case "array" -> array(schema, root, depth);
      default -> object(schema, root, depth);
    };
  }

  private String matching() {
    String letters = pick("ab", "é\\\"", "zzz", "\\\"é\\\"");
    return "\"" + letters + pick("", "-7", "-0123") + pick("x", "yy") + "\"";
  }

  private String string(JsonNode schema) {
    int min = schema.path("minLength").asInt(0);
    int length = min + random.nextInt(schema.path("maxLength").asInt(min + 6) - min + 1);
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < length; i++) {
      text.append(pick(CHARACTERS));
    }
    return text.append('"').toString();
  }

  private String number() {
    return pick("", "-")
        + pick("0", "7", "120", "999999999999999")
        + pick("", ".5", ".000000000000001")
        + pick("", "e5", "E-10", "e+99");
  }

  private String integer(JsonNode schema) {
    long least = schema.path("minimum").asLong(schema.path("exclusiveMinimum").asLong(-5_000) + 1);
    long most = schema.path("maximum").asLong(least + 4_000);
    return Long.toString(random.nextLong(least, most + 1));
  }

  private String array(JsonNode schema, JsonNode root, int depth) {
    int min = schema.path("minItems").asInt(0);
    int most = schema.path("maxItems").asInt(min + 3);
    int count = depth > 6 ? min : min + random.nextInt(most - min + 1);
    List<String> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(text(schema.get("items"), root, depth + 1));
    }
    return "[" + joined(items) + "]";
  }

  private String object(JsonNode schema, JsonNode root, int depth) {
    List<String> members = new ArrayList<>();
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.textValue()));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || (depth < 6 && random.nextBoolean())) {
        members.add(member(property.getKey(), property.getValue(), root, depth));
      }
    }
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject()) {
      for (int i = random.nextInt(3); i > 0; i--) {
        members.add(member(pick("n", "nam", "names", "日", "other\u2028") + i, others, root, depth));
      }
    }
    return "{" + joined(members) + "}";
  }

  private String member(String name, JsonNode schema, JsonNode root, int depth) {
    return NODES.textNode(name) + ":" + pick("", " ") + text(schema, root, depth + 1);
  }

  private String joined(List<String> items) {
    StringBuilder joined = new StringBuilder();
    for (String item : items) {
      joined.append(joined.isEmpty() ? "" : "," + pick("", " ")).append(item);
    }
    return joined.toString();
  }

  private String pick(String... from) {
    return from[random.nextInt(from.length)];
  }
}
