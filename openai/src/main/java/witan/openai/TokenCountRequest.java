package witan.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A checked body of {@code POST /v1/responses/input_tokens}: a request for a response of which only
 * the conversation counts, and none of whose fields has to be there.
 */
public record TokenCountRequest(String model, Conversation conversation, WitanOptions witan) {

  /**
   * Reads and checks a request; no body is one without fields.
   *
   * @param memory of earlier responses
   * @throws ApiException 400, with the field at fault and what to send instead
   */
  public static TokenCountRequest parse(byte[] json, Memory memory) {
    Fields request = new Fields(json.length == 0 ? Json.NODES.objectNode() : Json.object(json));
    String model = request.optionalString("model", "witan");
    Tools.refuse(request);
    return new TokenCountRequest(
        model == null ? "witan" : model,
        Conversation.toLookAt(request, memory),
        WitanOptions.parse(request));
  }

  /** What is to be counted; empty if there is nothing. */
  public List<ChatMessage> messages() {
    return conversation.messages();
  }

  /** The answer. */
  public static ObjectNode json(int tokens) {
    return Json.NODES
        .objectNode()
        .put("object", "response.input_tokens")
        .put("input_tokens", tokens);
  }
}
