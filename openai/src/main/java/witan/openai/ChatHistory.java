package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The messages of a chat completion as they are stored and listed. */
final class ChatHistory {

  private ChatHistory() {}

  /**
   * The messages with their ids: the completion's own and their number.
   *
   * @param sent as the request has them
   * @param read the same, checked
   */
  static ArrayNode of(String completion, JsonNode sent, List<ChatMessage> read) {
    ArrayNode messages = Json.NODES.arrayNode();
    for (int i = 0; i < read.size(); i++) {
      JsonNode one = sent.path(i);
      ObjectNode message = messages.addObject().put("id", completion + "-" + i);
      message.set("role", one.path("role"));
      message.put("content", read.get(i).content()).putNull("refusal");
      message.put("name", one.path("name").textValue());
      message.set(
          "content_parts", one.path("content").isArray() ? parts(one.path("content")) : null);
    }
    return messages;
  }

  private static ArrayNode parts(JsonNode content) {
    ArrayNode parts = Json.NODES.arrayNode();
    for (JsonNode part : content) {
      switch (part.path("type").asText()) {
        case "image_url", "input_image" -> {
          JsonNode image = part.path("image_url");
          parts
              .addObject()
              .put("type", "image_url")
              .putObject("image_url")
              .set("url", image.isObject() ? image.path("url") : image);
        }
        case "refusal" -> parts.addObject().put("type", "text").set("text", part.path("refusal"));
        default -> parts.addObject().put("type", "text").set("text", part.path("text"));
      }
    }
    return parts;
  }
}
