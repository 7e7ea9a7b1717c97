package witan.inference.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import witan.engine.LanguageModel;
import witan.engine.Message;
import witan.inference.retrieval.Hit;

/**
 * What the model is given to continue.
 *
 * <p>The passage stands in the last user message, under a system message that says what to do with
 * it: of the forms tried on SmolLM2 the one that answers most questions. Without a passage that
 * fits, the conversation goes to the template as it came; one without a system message gets one,
 * since templates put in a name that is not the expert's and models of this size ramble.
 */
public final class Prompts {

  private static final String INSTRUCTION = "Answer the question from the text.";
  private static final String WITHOUT_TEXT = "Answer briefly and correctly.";

  private Prompts() {}

  /** The last user message: what passages are looked for. Empty if there is none. */
  public static String question(List<Message> messages) {
    return messages.reversed().stream()
        .filter(message -> message.role().equals("user"))
        .findFirst()
        .map(Message::content)
        .orElse("");
  }

  /** The conversation with {@code passages} before its last question. */
  public static List<Message> withPassages(List<Message> messages, List<Hit> passages) {
    return withTexts(messages, passages.stream().map(hit -> hit.passage().text()).toList());
  }

  /** The conversation with {@code texts} before its last question. */
  public static List<Message> withTexts(List<Message> messages, List<String> texts) {
    int last = lastUser(messages);
    if (texts.isEmpty() || last < 0) {
      return messages;
    }
    List<Message> told = new ArrayList<>();
    told.add(new Message("system", instruction(messages)));
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      if (i == last) {
        told.add(new Message("user", question(texts, message.content())));
      } else if (!isSystem(message)) {
        told.add(message);
      }
    }
    return told;
  }

  /** The tokens of a conversation, ready for the assistant's answer. */
  public static int[] chat(LanguageModel model, List<Message> messages) {
    List<Message> told = messages;
    if (messages.stream().noneMatch(Prompts::isSystem)) {
      told = new ArrayList<>(messages);
      told.addFirst(new Message("system", WITHOUT_TEXT));
    }
    return model.tokenizer().encode(model.template().render(told, true));
  }

  /** The tokens of a bare text: what looks like a special token in it is text. */
  public static int[] raw(LanguageModel model, String prompt) {
    return model.tokenizer().encode(prompt);
  }

  private static String instruction(List<Message> messages) {
    String clients =
        messages.stream()
            .filter(Prompts::isSystem)
            .map(Message::content)
            .filter(content -> !content.isBlank())
            .collect(Collectors.joining("\n\n"));
    return clients.isEmpty() ? INSTRUCTION : clients + "\n\n" + INSTRUCTION;
  }

  private static String question(List<String> texts, String question) {
    return "Text: " + String.join("\n\n", texts) + "\n\nQuestion: " + question;
  }

  private static boolean isSystem(Message message) {
    return message.role().equals("system") || message.role().equals("developer");
  }

  private static int lastUser(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals("user")) {
        return i;
      }
    }
    return -1;
  }
}
