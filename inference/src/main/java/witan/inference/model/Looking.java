package witan.inference.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import witan.engine.Message;

/**
 * Makes a conversation that shows pictures one that a language model can read: what a picture says
 * takes its place.
 */
final class Looking {

  private static final String NOTHING = "The picture shows no text that can be read.";

  private Looking() {}

  /**
   * Reads every picture.
   *
   * @param reader the lines of text in a picture
   */
  static Conversation at(List<ShownMessage> messages, Function<byte[], List<String>> reader) {
    int last = -1;
    for (int i = 0; i < messages.size(); i++) {
      last = messages.get(i).role().equals("user") ? i : last;
    }
    List<Message> told = new ArrayList<>();
    List<String> shown = List.of();
    for (int i = 0; i < messages.size(); i++) {
      ShownMessage message = messages.get(i);
      List<String> texts =
          message.pictures().stream()
              .map(reader)
              .filter(lines -> !lines.isEmpty())
              .map(lines -> String.join("\n", lines))
              .toList();
      String content = message.content();
      if (i == last) {
        shown = texts;
      }
      if (texts.isEmpty() && !message.pictures().isEmpty()) {
        content = (NOTHING + "\n\n" + content).strip();
      } else if (i == last && !texts.isEmpty() && content.isBlank()) {
        content = "What does the text say?";
      } else if (i != last && !texts.isEmpty()) {
        content = ("Text: " + String.join("\n\n", texts) + "\n\n" + content).strip();
      }
      told.add(new Message(message.role(), content));
    }
    return new Conversation(told, shown);
  }
}
