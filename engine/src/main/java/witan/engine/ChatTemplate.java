package witan.engine;

import java.util.List;

/** Turns a conversation into the text that the model was trained to continue. Immutable. */
public interface ChatTemplate {

  /**
   * The text of a conversation; what the template itself wrote may hold special tokens, what the
   * messages hold is plain text.
   *
   * @param addGenerationPrompt whether the text ends where the assistant's answer begins
   * @throws TemplateException if the template refuses the conversation (for instance two user
   *     messages in a row), with the template's own sentence
   */
  MarkedText render(List<Message> messages, boolean addGenerationPrompt);
}
