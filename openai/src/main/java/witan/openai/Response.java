package witan.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request for a response: one message of one text. Whether it is stored is as its
 * request has it; who fails to store it says so.
 *
 * @param messageId of the message within it
 * @param created seconds since 1970
 */
public record Response(String id, String messageId, long created, ResponseRequest request) {

  /** What was made. */
  public record Made(
      String text, FinishReason finishReason, List<TokenLogprob> logprobs, Usage usage) {

    /** Copies the list. */
    public Made {
      logprobs = List.copyOf(logprobs);
    }

    private boolean isWhole() {
      return finishReason == FinishReason.STOP;
    }
  }

  /**
   * The whole answer.
   *
   * @param witan who contributed; null to say nothing
   */
  public ObjectNode json(Made made, @Nullable JsonNode witan) {
    ObjectNode json = envelope(made.isWhole() ? "completed" : "incomplete");
    if (!made.isWhole()) {
      json.putObject("incomplete_details").put("reason", "max_output_tokens");
    }
    json.withArray("output").add(message(made));
    json.set("usage", made.usage().ofResponse());
    if (witan != null) {
      json.set("witan", witan);
    }
    return json;
  }

  /** Before anything is made. */
  public ObjectNode begun() {
    return envelope("in_progress");
  }

  /** Before anybody was asked. */
  public ObjectNode queued() {
    return envelope("queued");
  }

  /** One that its client did not want any more. */
  public ObjectNode cancelled() {
    return envelope("cancelled");
  }

  /** An answer that broke off. */
  public ObjectNode failed(ApiException why) {
    ObjectNode json = envelope("failed");
    json.putObject("error").put("code", "server_error").put("message", why.message());
    return json;
  }

  ObjectNode message(Made made) {
    ObjectNode message = message(made.isWhole() ? "completed" : "incomplete");
    message.withArray("content").add(text(made.text(), made.logprobs()));
    return message;
  }

  /** The message, still empty. */
  ObjectNode message(String status) {
    ObjectNode message =
        Json.NODES
            .objectNode()
            .put("id", messageId)
            .put("type", "message")
            .put("status", status)
            .put("role", "assistant");
    message.putArray("content");
    return message;
  }

  ObjectNode text(String text, List<TokenLogprob> logprobs) {
    ObjectNode part = Json.NODES.objectNode().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.set("logprobs", logprobs(logprobs));
    return part;
  }

  /** Empty if they were not asked for. */
  ArrayNode logprobs(List<TokenLogprob> logprobs) {
    return request.topLogprobs() == null ? Json.NODES.arrayNode() : TokenLogprob.list(logprobs);
  }

  private ObjectNode envelope(String status) {
    ObjectNode json =
        Json.NODES
            .objectNode()
            .put("id", id)
            .put("object", "response")
            .put("created_at", created)
            .put("status", status)
            .put("background", request.background())
            .putNull("error")
            .putNull("incomplete_details")
            .put("instructions", request.conversation().instructions())
            .put("max_output_tokens", request.maxOutputTokens());
    json.set("metadata", request.metadata());
    json.put("model", request.model());
    json.putArray("output");
    json.put("parallel_tool_calls", true)
        .put("previous_response_id", request.conversation().previousResponseId());
    json.putObject("reasoning").putNull("effort").putNull("summary");
    json.put("store", request.store()).put("temperature", request.generation().temperature());
    json.putObject("text").putObject("format").put("type", "text");
    json.put("tool_choice", "auto");
    json.putArray("tools");
    json.put("top_logprobs", request.topLogprobs() == null ? 0 : request.topLogprobs());
    json.put("top_p", request.generation().topP()).put("truncation", "disabled");
    json.setAll(request.echoed());
    return json;
  }
}
