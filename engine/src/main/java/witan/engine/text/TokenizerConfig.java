package witan.engine.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import witan.engine.ModelException;

/**
 * What the small files beside a folder's {@code tokenizer.json} say.
 *
 * @param bosToken the text of the token that begins a document, empty if there is none
 * @param eosToken the text of the token that ends one, empty if there is none
 * @param addsBos whether every text begins with that token
 * @param endOfTurn the numbers of tokens after which nothing is to be generated, where files name
 *     them by number
 * @param chatTemplate in Jinja
 */
public record TokenizerConfig(
    String bosToken,
    String eosToken,
    boolean addsBos,
    Set<Integer> endOfTurn,
    Optional<String> chatTemplate) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies. */
  public TokenizerConfig {
    endOfTurn = Set.copyOf(endOfTurn);
  }

  /**
   * Reads {@code tokenizer_config.json}, {@code chat_template.jinja}, {@code
   * generation_config.json}, {@code config.json} and {@code genai_config.json}, as far as they are
   * there.
   *
   * @throws ModelException if one of them can't be read
   */
  public static TokenizerConfig read(Path folder) {
    JsonNode tokenizer = json(folder, "tokenizer_config.json");
    Set<Integer> ends = new TreeSet<>();
    addNumbers(json(folder, "generation_config.json").path("eos_token_id"), ends);
    addNumbers(json(folder, "config.json").path("eos_token_id"), ends);
    addNumbers(json(folder, "genai_config.json").path("model").path("eos_token_id"), ends);
    return new TokenizerConfig(
        token(tokenizer.path("bos_token")),
        token(tokenizer.path("eos_token")),
        tokenizer.path("add_bos_token").asBoolean(),
        ends,
        chatTemplate(folder, tokenizer.path("chat_template")));
  }

  private static JsonNode json(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file)) {
      return JSON.missingNode();
    }
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new ModelException(file + " is no JSON file: fetch it again.", e);
    }
  }

  private static void addNumbers(JsonNode oneOrSeveral, Set<Integer> numbers) {
    if (oneOrSeveral.isInt()) {
      numbers.add(oneOrSeveral.asInt());
    }
    oneOrSeveral.forEach(number -> addNumbers(number, numbers));
  }

  /** A token that is written as its text or as an object that holds it. */
  private static String token(JsonNode node) {
    return node.isObject() ? node.path("content").asText() : node.asText("");
  }

  /** The template itself, or the one of several that is named default. */
  private static Optional<String> chatTemplate(Path folder, JsonNode node) {
    Path file = folder.resolve("chat_template.jinja");
    if (Files.isRegularFile(file)) {
      try {
        return Optional.of(Files.readString(file));
      } catch (IOException e) {
        throw new ModelException(file + " can't be read.", e);
      }
    }
    for (JsonNode named : node) {
      if (named.path("name").asText().equals("default")) {
        return Optional.of(named.path("template").asText());
      }
    }
    return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
  }
}
