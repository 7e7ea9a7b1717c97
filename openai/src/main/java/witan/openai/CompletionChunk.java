package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the chunks of one streamed text completion.
 *
 * @param created seconds since 1970, the same in every chunk
 * @param includeUsage whether the client asked for the usage: then the other chunks say null there
 */
public record CompletionChunk(String id, long created, String model, boolean includeUsage) {

  /** More of a choice's text. */
  public ObjectNode content(int index, String text) {
    return chunk(index, text, null, null);
  }

  /**
   * More of a choice's text with the log-probabilities of its tokens.
   *
   * @param textOffset how many characters came before it
   */
  public ObjectNode content(int index, String text, List<TokenLogprob> logprobs, int textOffset) {
    return chunk(index, text, TokenLogprob.completion(logprobs, textOffset), null);
  }

  /** The end of a choice, with who contributed. */
  public ObjectNode finish(int index, FinishReason reason, @Nullable JsonNode witan) {
    ObjectNode json = chunk(index, "", null, reason);
    if (witan != null) {
      json.set("witan", witan);
    }
    return json;
  }

  /** The last chunk, if {@link #includeUsage}. */
  public ObjectNode usage(Usage usage) {
    ObjectNode json = envelope();
    json.putArray("choices");
    json.set("usage", usage.json());
    return json;
  }

  private ObjectNode chunk(
      int index, String text, @Nullable ObjectNode logprobs, @Nullable FinishReason reason) {
    ObjectNode json = envelope();
    ObjectNode choice = json.putArray("choices").addObject().put("text", text).put("index", index);
    choice.set("logprobs", logprobs);
    choice.put("finish_reason", reason == null ? null : reason.word());
    if (includeUsage) {
      json.putNull("usage");
    }
    return json;
  }

  private ObjectNode envelope() {
    return Json.NODES
        .objectNode()
        .put("id", id)
        .put("object", "text_completion")
        .put("created", created)
        .put("model", model);
  }
}
