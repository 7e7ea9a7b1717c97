package witan.engine.template;

import java.util.List;
import witan.engine.MarkedText;
import witan.engine.Message;

/** Short ways to render, for tests. */
final class Templates {
  static final Message USER = new Message("user", "Hi <|x|>");
  static final Message ASSISTANT = new Message("assistant", " Yes? ");

  private Templates() {}

  static MarkedText marked(String source, Message... messages) {
    return JinjaTemplate.parse(source, "<bos>", "<eos>").render(List.of(messages), true);
  }

  static String text(String source, Message... messages) {
    return marked(source, messages).text();
  }
}
