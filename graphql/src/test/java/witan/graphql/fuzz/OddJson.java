package witan.graphql.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** JSON that is almost what was wanted: a valid tree with some places changed. */
final class OddJson {

  private static final JsonNodeFactory NODES = new JsonNodeFactory(true);
  private static final int MOST_CHANGES = 3;

  /** At the edges of types, ranges and encodings. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\n",
          "\u0000",
          "\uD800",
          "\uFEFF",
          "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 👩‍👩‍👧‍👦",
          "\u202Eabc",
          "é".repeat(300),
          "x".repeat(70_000),
          "w".repeat(1_001),
          "../../etc/passwd",
          "%s%n%d",
          "${jndi:ldap://127.0.0.1:1/a}",
          "'; DROP TABLE experts; --",
          "<script>",
          "null",
          "0",
          "-1",
          "1e9",
          "witan",
          "witan/anna",
          "witan/",
          "witan/nobody",
          "all-MiniLM-L6-v2",
          "user",
          "tool",
          "assistant",
          "json_object",
          "json_schema",
          "VOTE",
          "base64",
          "data:image/png;base64,",
          "data:image/gif;base64,R0lGODlh",
          "data:image/gif;base64,R0lG*",
          "http://127.0.0.1:1/a.png",
          "(a+)+$",
          "#/definitions/a",
          "#");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-0.0",
          "1",
          "-1",
          "2",
          "0.5",
          "1.0",
          "9",
          "21",
          "129",
          "2147483647",
          "2147483648",
          "-9223372036854775808",
          "9223372036854775808",
          "1e2",
          "1e-400",
          "1e308",
          "1e400",
          "1e999999",
          "-1e999999999",
          "3.141592653589793238462643383279502884");

  private static final List<String> NAMES =
      List.of(
          "model",
          "messages",
          "input",
          "prompt",
          "stream",
          "n",
          "stop",
          "seed",
          "max_tokens",
          "logprobs",
          "top_logprobs",
          "temperature",
          "top_p",
          "logit_bias",
          "response_format",
          "schema",
          "tools",
          "tool_choice",
          "tool_calls",
          "witan",
          "policy",
          "owners",
          "combine",
          "$ref",
          "$defs",
          "pattern",
          "properties",
          "required",
          "enum",
          "const",
          "anyOf",
          "allOf",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "minimum",
          "maximum",
          "additionalProperties",
          "type",
          "__proto__",
          "",
          "é");

  /** A node's place in its parent: a field's name, or an index. */
  private record Place(JsonNode parent, String name, int index) {

    JsonNode node() {
      return parent instanceof ObjectNode object ? object.get(name) : parent.get(index);
    }

    void set(JsonNode node) {
      if (parent instanceof ObjectNode object) {
        object.set(name, node);
      } else {
        ((ArrayNode) parent).set(index, node);
      }
    }

    void remove() {
      if (parent instanceof ObjectNode object) {
        object.remove(name);
      } else {
        ((ArrayNode) parent).remove(index);
      }
    }
  }

  private OddJson() {}

  /** A copy of {@code valid} with up to three changes; now and then with none. */
  static JsonNode like(JsonNode valid, Draws draws) {
    JsonNode copy = valid.deepCopy();
    int changes = draws.below(MOST_CHANGES + 1);
    for (int i = 0; i < changes; i++) {
      List<Place> places = new ArrayList<>();
      collect(copy, places);
      if (places.isEmpty()) {
        return value(draws);
      }
      change(draws.oneOf(places), places, draws);
    }
    return copy;
  }

  private static void collect(JsonNode node, List<Place> places) {
    if (node instanceof ObjectNode object) {
      for (var field : object.properties()) {
        places.add(new Place(node, field.getKey(), -1));
        collect(field.getValue(), places);
      }
    } else {
      for (int i = 0; i < node.size(); i++) {
        places.add(new Place(node, "", i));
        collect(node.get(i), places);
      }
    }
  }

  private static void change(Place place, List<Place> all, Draws draws) {
    switch (draws.below(8)) {
      case 0, 1, 2 -> place.set(value(draws));
      case 3 -> place.remove();
      case 4 -> place.set(nested(place.node(), 1 + draws.below(draws.oneIn(10) ? 400 : 3), draws));
      case 5 -> place.set(draws.oneOf(all).node().deepCopy());
      case 6 -> {
        if (place.parent() instanceof ObjectNode object) {
          object.set(draws.oneOf(NAMES), value(draws));
        } else {
          ((ArrayNode) place.parent()).add(value(draws));
        }
      }
      default -> {
        ArrayNode many = NODES.arrayNode();
        JsonNode one = place.node();
        for (int i = draws.below(40); i >= 0; i--) {
          many.add(one);
        }
        place.set(many);
      }
    }
  }

  /** Any odd value. */
  static JsonNode value(Draws draws) {
    return switch (draws.below(10)) {
      case 0 -> NODES.nullNode();
      case 1 -> NODES.booleanNode(draws.oneIn(2));
      case 2, 3, 4 -> NODES.numberNode(new BigDecimal(draws.oneOf(NUMBERS)));
      case 5, 6, 7 -> NODES.textNode(draws.oneOf(TEXTS));
      case 8 -> draws.oneIn(2) ? NODES.arrayNode() : NODES.objectNode();
      default -> NODES.objectNode().set(draws.oneOf(NAMES), NODES.textNode(draws.oneOf(TEXTS)));
    };
  }

  private static JsonNode nested(JsonNode inner, int levels, Draws draws) {
    JsonNode node = inner;
    boolean arrays = draws.oneIn(2);
    String name = draws.oneOf(NAMES);
    for (int i = 0; i < levels; i++) {
      node = arrays ? NODES.arrayNode().add(node) : NODES.objectNode().set(name, node);
    }
    return node;
  }
}
