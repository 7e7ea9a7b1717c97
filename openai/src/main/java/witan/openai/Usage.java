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
}
