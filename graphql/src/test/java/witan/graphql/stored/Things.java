package witan.graphql.stored;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import witan.protocol.Json;

/** Things to keep. */
final class Things {

  static final Owner ANNA = new Owner("key a");
  static final Owner BERT = new Owner("key b");

  private Things() {}

  static ObjectNode thing(String id, String model, Map<String, String> metadata) {
    ObjectNode thing = Json.mapper().createObjectNode().put("id", id).put("model", model);
    thing.set("metadata", Json.mapper().valueToTree(metadata));
    return thing;
  }

  static ObjectNode thing(String id) {
    return thing(id, "witan", Map.of());
  }

  static ArrayNode input(String text) {
    return Json.mapper().createArrayNode().add(text);
  }
}
