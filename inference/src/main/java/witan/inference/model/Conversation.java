package witan.inference.model;

import java.util.List;
import witan.engine.Message;

/**
 * A conversation whose pictures have been read.
 *
 * @param messages what was said; what earlier pictures say stands in their messages
 * @param shown what the pictures of the last question say, one text a picture: the question is to
 *     be answered from these, not from the expert's own passages
 */
public record Conversation(List<Message> messages, List<String> shown) {

  /** Takes copies. */
  public Conversation {
    messages = List.copyOf(messages);
    shown = List.copyOf(shown);
  }

  /** A conversation without pictures. */
  public Conversation(List<Message> messages) {
    this(messages, List.of());
  }
}
