package witan.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Remembers one response, resp_1: a question and what was answered. */
final class Remembered implements Memory {

  static final ArrayNode ITEMS =
      Json.object(
              """
              {"items":[{"id":"msg_1","type":"message","status":"completed","role":"user",
                "content":[{"type":"input_text","text":"What is it?"}]},
               {"id":"msg_2","type":"message","status":"completed","role":"assistant",
                "content":[{"type":"output_text","text":"What?","annotations":[],"logprobs":[]}]}]}
              """
                  .getBytes(StandardCharsets.UTF_8))
          .withArray("items");

  @Override
  public boolean keeps() {
    return true;
  }

  @Override
  public Optional<ArrayNode> conversation(String responseId) {
    return responseId.equals("resp_1") ? Optional.of(ITEMS) : Optional.empty();
  }
}
