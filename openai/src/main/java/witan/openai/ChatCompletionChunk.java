package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the chunks of one streamed chat answer: for each choice the role, the text, the end; then
 * the usage, if it was asked for.
 *
 * @param created seconds since 1970, the same in every chunk
 * @param includeUsage whether the client asked for the usage: then the other chunks say null there
 */
public record ChatCompletionChunk(String id, long created, String model, boolean includeUsage) {

  /** The first chunk of a choice. */
  public ObjectNode role(int index) {
    ObjectNode delta = Json.NODES.objectNode().put("role", "assistant").put("content", "");
    return chunk(index, delta.putNull("refusal"), null, null);
  }

  /** More of a choice's text. */
  public ObjectNode content(int index, String text) {
    return content(index, text, null);
  }

  /** More of a choice's text with the log-probabilities of its tokens. */
  public ObjectNode content(int index, String text, @Nullable List<TokenLogprob> logprobs) {
    return chunk(index, Json.NODES.objectNode().put("content", text), logprobs, null);
  }

  /** The end of a choice. */
  public ObjectNode finish(int index, FinishReason reason) {
    return chunk(index, Json.NODES.objectNode(), null, reason);
  }

  /** The end of a choice, with who contributed. */
  public ObjectNode finish(int index, FinishReason reason, @Nullable JsonNode witan) {
    ObjectNode json = finish(index, reason);
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
      int index,
      ObjectNode delta,
      @Nullable List<TokenLogprob> logprobs,
      @Nullable FinishReason reason) {
    ObjectNode json = envelope();
    ObjectNode choice = json.putArray("choices").addObject().put("index", index);
    choice.set("delta", delta);
    choice.set("logprobs", logprobs == null ? null : TokenLogprob.chat(logprobs));
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
        .put("object", "chat.completion.chunk")
        .put("created", created)
        .put("model", model);
  }
}
