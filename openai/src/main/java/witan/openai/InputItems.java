package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.random.RandomGenerator;

/**
 * The input of a response as it is stored and listed: messages of parts, and summaries of what was
 * said before, each with an id.
 */
final class InputItems {

  private final RandomGenerator random;

  InputItems(RandomGenerator random) {
    this.random = random;
  }

  /** From an input that was checked: a text, or items; none if it is missing. */
  ArrayNode of(JsonNode input) {
    ArrayNode items = Json.NODES.arrayNode();
    if (input.isTextual()) {
      items.add(message("user", input));
    } else {
      input.forEach(entry -> items.add(Compaction.is(entry) ? compaction(entry) : message(entry)));
    }
    return items;
  }

  private ObjectNode compaction(JsonNode entry) {
    ObjectNode item =
        Json.NODES.objectNode().put("type", Compaction.TYPE).put("id", Ids.compaction(random));
    return item.<ObjectNode>set("encrypted_content", entry.path("encrypted_content"));
  }

  private ObjectNode message(JsonNode entry) {
    return message(entry.path("role").asText(), entry.path("content"));
  }

  private ObjectNode message(String role, JsonNode content) {
    ObjectNode message =
        Json.NODES
            .objectNode()
            .put("id", Ids.message(random))
            .put("type", "message")
            .put("status", "completed")
            .put("role", role);
    ArrayNode parts = message.putArray("content");
    boolean output = role.equals("assistant");
    if (content.isTextual()) {
      parts.add(text(output, content));
    } else {
      content.forEach(part -> parts.add(part(output, part)));
    }
    return message;
  }

  private static ObjectNode part(boolean output, JsonNode part) {
    return switch (part.path("type").asText()) {
      case "image_url", "input_image" -> picture(part.path("image_url"));
      case "refusal" ->
          output
              ? Json.NODES.objectNode().put("type", "refusal").set("refusal", part.path("refusal"))
              : text(false, part.path("refusal"));
      default -> text(output, part.path("text"));
    };
  }

  private static ObjectNode text(boolean output, JsonNode text) {
    ObjectNode part = Json.NODES.objectNode().put("type", output ? "output_text" : "input_text");
    part.set("text", text);
    if (output) {
      part.putArray("annotations");
      part.putArray("logprobs");
    }
    return part;
  }

  private static ObjectNode picture(JsonNode image) {
    ObjectNode part = Json.NODES.objectNode().put("type", "input_image").put("detail", "auto");
    part.set("image_url", image.isObject() ? image.path("url") : image);
    return part.putNull("file_id");
  }
}
