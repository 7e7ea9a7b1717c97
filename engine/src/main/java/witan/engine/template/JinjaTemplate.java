package witan.engine.template;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import witan.engine.ChatTemplate;
import witan.engine.MarkedText;
import witan.engine.Message;
import witan.engine.ModelException;
import witan.engine.TemplateException;
import witan.engine.gguf.GgufFile;
import witan.engine.text.TokenizerConfig;

/**
 * A chat template in Jinja, as model files carry it.
 *
 * <p>The part of Jinja that such templates use: {@code for}, {@code if}, {@code set}, {@code
 * macro}, expressions, slices, filters, tests, the methods of texts; what is not known is named in
 * the exception. Rendered like Hugging Face's: {@code messages}, {@code add_generation_prompt},
 * {@code bos_token} and {@code eos_token} are given, {@code tools} and {@code documents} are none.
 *
 * <p>Roles and contents stay marked as foreign through whatever the template does with them. How
 * long, how deep and how large a rendering gets is bounded.
 */
public final class JinjaTemplate implements ChatTemplate {
  private final List<Statement> statements;
  private final String bosToken;
  private final String eosToken;

  private JinjaTemplate(List<Statement> statements, String bosToken, String eosToken) {
    this.statements = statements;
    this.bosToken = bosToken;
    this.eosToken = eosToken;
  }

  /**
   * Reads a template.
   *
   * @param bosToken the text of the token that begins a document, empty if there is none
   * @param eosToken the text of the token that ends one, empty if there is none
   * @throws TemplateException with the line, if it is malformed or has a tag that is not known
   */
  public static JinjaTemplate parse(String source, String bosToken, String eosToken) {
    return new JinjaTemplate(Parser.parse(source), bosToken, eosToken);
  }

  /**
   * The template of a GGUF file.
   *
   * @throws ModelException if it has none
   * @throws TemplateException if it is malformed
   */
  public static JinjaTemplate of(GgufFile file) {
    String source =
        file.optionalString("tokenizer.chat_template")
            .orElseThrow(() ->
                new ModelException(
                    file.path() + " has no chat template: it is a base model, not a chat model."));
    return parse(source, token(file, "bos_token_id"), token(file, "eos_token_id"));
  }

  private static String token(GgufFile file, String key) {
    return file.optionalNumber("tokenizer.ggml." + key)
        .map(id -> file.strings("tokenizer.ggml.tokens").get(id.intValue()))
        .orElse("");
  }

  /**
   * The template of a folder with a {@code tokenizer_config.json}.
   *
   * @throws ModelException if it has none
   * @throws TemplateException if it is malformed
   */
  public static JinjaTemplate ofFolder(Path folder) {
    TokenizerConfig config = TokenizerConfig.read(folder);
    String source =
        config
            .chatTemplate()
            .orElseThrow(() ->
                new ModelException(
                    folder + " has no chat template: it is a base model, not a chat model."));
    return parse(source, config.bosToken(), config.eosToken());
  }

  @Override
  public MarkedText render(List<Message> messages, boolean addGenerationPrompt) {
    List<Map<String, String>> given =
        messages.stream()
            .map(message -> Map.of("role", message.role(), "content", message.content()))
            .toList();
    return render(Map.of("messages", given, "add_generation_prompt", addGenerationPrompt));
  }

  /**
   * The text of a conversation with all that a template may ask for: {@code messages} with tool
   * calls or several parts of content, {@code tools}, {@code enable_thinking} …
   *
   * @param variables texts, numbers, booleans, nulls, lists and maps of them; the texts are plain
   * @throws TemplateException if the template refuses them, with its own sentence
   */
  public MarkedText render(Map<String, ?> variables) {
    Map<String, Value> given = new LinkedHashMap<>();
    given.put("tools", Value.None.NONE);
    given.put("documents", Value.None.NONE);
    given.put("bos_token", Value.Text.trusted(bosToken));
    given.put("eos_token", Value.Text.trusted(eosToken));
    variables.forEach((name, value) -> given.put(name, Value.of(value)));
    Interpreter interpreter = new Interpreter(given);
    try {
      return interpreter.render(statements);
    } catch (Fault fault) {
      throw new TemplateException(
          "The chat template, line " + interpreter.line() + ": " + fault.getMessage());
    }
  }
}
