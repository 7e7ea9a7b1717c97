package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a text completion request that does not stream.
 *
 * @param created seconds since 1970
 * @param witan who contributed; null to say nothing
 */
public record Completion(
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
            .put("object", "text_completion")
            .put("created", created)
            .put("model", model);
    ArrayNode array = json.putArray("choices");
    for (Choice choice : choices) {
      ObjectNode entry = array.addObject().put("text", choice.text()).put("index", choice.index());
      entry.set(
          "logprobs",
          choice.logprobs() == null ? null : TokenLogprob.completion(choice.logprobs(), 0));
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
