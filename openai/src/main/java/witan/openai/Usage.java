package witan.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a request cost.
 *
 * @param promptTokens of the client's own text, without what experts put in front of it
 * @param completionTokens of all choices together
 */
public record Usage(int promptTokens, int completionTokens) {

  /** Refuses negative counts. */
  public Usage {
    if (promptTokens < 0 || completionTokens < 0) {
      throw new IllegalArgumentException("tokens are counted from zero");
    }
  }

  ObjectNode json() {
    return Json.NODES
        .objectNode()
        .put("prompt_tokens", promptTokens)
        .put("completion_tokens", completionTokens)
        .put("total_tokens", (long) promptTokens + completionTokens);
  }

  /** The same in the words of responses. */
  ObjectNode ofResponse() {
    ObjectNode json = Json.NODES.objectNode().put("input_tokens", promptTokens);
    json.putObject("input_tokens_details").put("cached_tokens", 0).put("cache_write_tokens", 0);
    json.put("output_tokens", completionTokens);
    json.putObject("output_tokens_details").put("reasoning_tokens", 0);
    return json.put("total_tokens", (long) promptTokens + completionTokens);
  }
}
