package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a chat request that does not stream.
 *
 * @param created seconds since 1970
 * @param witan who contributed; null to say nothing
 */
public record ChatCompletion(
    String id,
    long created,
    String model,
    List<Choice> choices,
    Usage usage,
    @Nullable JsonNode witan) {

  /** The JSON object. */
  public ObjectNode json() {
    ObjectNode json =
        Json.NODES
            .objectNode()
            .put("id", id)
            .put("object", "chat.completion")
            .put("created", created)
            .put("model", model);
    ArrayNode array = json.putArray("choices");
    for (Choice choice : choices) {
      ObjectNode entry = array.addObject().put("index", choice.index());
      entry
          .putObject("message")
          .put("role", "assistant")
          .put("content", choice.text())
          .putNull("refusal");
      entry.set(
          "logprobs", choice.logprobs() == null ? null : TokenLogprob.chat(choice.logprobs()));
      entry.put("finish_reason", choice.finishReason().word());
    }
    json.set("usage", usage.json());
    if (witan != null) {
      json.set("witan", witan);
    }
    return json;
  }

  /** The same, as the body of an HTTP answer. */
  public byte[] body() {
    return Json.bytes(json());
  }
}
