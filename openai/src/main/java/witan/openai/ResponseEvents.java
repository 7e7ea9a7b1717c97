package witan.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the events of one streamed response, numbered in their order. */
public final class ResponseEvents {

  private final Response response;
  private int sequence;

  public ResponseEvents(Response response) {
    this.response = response;
  }

  /** What comes before the first token. */
  public List<ObjectNode> begin() {
    return List.of(
        whole("response.created", response.begun()),
        whole("response.in_progress", response.begun()),
        item("response.output_item.added", response.message("in_progress")),
        part("response.content_part.added", response.text("", List.of())));
  }

  /** One token. */
  public ObjectNode token(String text, @Nullable TokenLogprob logprob) {
    ObjectNode event = ofText("response.output_text.delta").put("delta", text);
    event.set("logprobs", response.logprobs(logprob == null ? List.of() : List.of(logprob)));
    return event;
  }

  /**
   * What comes after the last token.
   *
   * @param whole the response, as it is without a stream
   */
  public List<ObjectNode> end(Response.Made made, ObjectNode whole) {
    ObjectNode done = ofText("response.output_text.done").put("text", made.text());
    done.set("logprobs", response.logprobs(made.logprobs()));
    return List.of(
        done,
        part("response.content_part.done", response.text(made.text(), made.logprobs())),
        item("response.output_item.done", response.message(made)),
        whole(
            made.finishReason() == FinishReason.STOP ? "response.completed" : "response.incomplete",
            whole));
  }

  /** That there will be no more, and why. */
  public List<ObjectNode> failed(ApiException why) {
    return List.of(
        event("error")
            .put("code", why.code())
            .put("message", why.message())
            .put("param", why.param()),
        whole("response.failed", response.failed(why)));
  }

  private ObjectNode event(String type) {
    return Json.NODES.objectNode().put("type", type).put("sequence_number", sequence++);
  }

  private ObjectNode whole(String type, ObjectNode json) {
    ObjectNode event = event(type);
    event.set("response", json);
    return event;
  }

  private ObjectNode item(String type, ObjectNode message) {
    ObjectNode event = event(type).put("output_index", 0);
    event.set("item", message);
    return event;
  }

  private ObjectNode part(String type, ObjectNode text) {
    ObjectNode event = ofText(type);
    event.set("part", text);
    return event;
  }

  private ObjectNode ofText(String type) {
    return event(type)
        .put("item_id", response.messageId())
        .put("output_index", 0)
        .put("content_index", 0);
  }
}
