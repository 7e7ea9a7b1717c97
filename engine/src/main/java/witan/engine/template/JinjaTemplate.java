package witan.engine.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import witan.engine.ChatTemplate;
import witan.engine.MarkedText;
import witan.engine.Message;
import witan.engine.TemplateException;

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

  @Override
  public MarkedText render(List<Message> messages, boolean addGenerationPrompt) {
    Map<String, Value> variables = new LinkedHashMap<>();
    variables.put(
        "messages", new Value.Items(messages.stream().map(JinjaTemplate::value).toList()));
    variables.put("add_generation_prompt", Value.Truth.of(addGenerationPrompt));
    variables.put("bos_token", Value.Text.trusted(bosToken));
    variables.put("eos_token", Value.Text.trusted(eosToken));
    variables.put("tools", Value.None.NONE);
    variables.put("documents", Value.None.NONE);
    Interpreter interpreter = new Interpreter(variables);
    try {
      return interpreter.render(statements);
    } catch (Fault fault) {
      throw new TemplateException(
          "The chat template, line " + interpreter.line() + ": " + fault.getMessage());
    }
  }

  private static Value value(Message message) {
    Map<String, Value> pairs = new LinkedHashMap<>();
    pairs.put("role", Value.Text.plain(message.role()));
    pairs.put("content", Value.Text.plain(message.content()));
    return new Value.Pairs(pairs);
  }
}
