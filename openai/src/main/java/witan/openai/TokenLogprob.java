package witan.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import witan.mixture.Distribution;
import witan.mixture.text.Vocabulary;

/**
 * A token of an answer with its log-probability.
 *
 * @param top the likeliest tokens at its place, whether or not it is among them
 */
public record TokenLogprob(Scored chosen, List<Scored> top) {

  /** What stands for minus infinity, which JSON can't say; OpenAI's value. */
  public static final double IMPOSSIBLE = -9999;

  /** Copies the list. */
  public TokenLogprob {
    top = List.copyOf(top);
  }

  /**
   * A token and its log-probability.
   *
   * @param bytes of the token; of a part of a character the text is U+FFFD
   */
  public record Scored(byte[] bytes, double logprob) {
    /** The token's text. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    private ObjectNode json() {
      ObjectNode json = Json.NODES.objectNode().put("token", text()).put("logprob", logprob);
      ArrayNode numbers = json.putArray("bytes");
      for (byte b : bytes) {
        numbers.add(Byte.toUnsignedInt(b));
      }
      return json;
    }
  }

  /** Of a drawn token and the distribution that was there. */
  public static TokenLogprob of(int token, Distribution mixed, Vocabulary vocabulary, int top) {
    List<Scored> alternatives = new ArrayList<>(top);
    for (int i = 0; i < Math.min(top, mixed.size()); i++) {
      alternatives.add(scored(mixed.token(i), mixed.probability(i), vocabulary));
    }
    return new TokenLogprob(scored(token, mixed.probabilityOf(token), vocabulary), alternatives);
  }

  private static Scored scored(int token, float probability, Vocabulary vocabulary) {
    double logprob = probability > 0 ? Math.log(probability) : IMPOSSIBLE;
    return new Scored(vocabulary.bytes(token), Math.min(0, logprob) + 0.0);
  }

  static ObjectNode chat(List<TokenLogprob> tokens) {
    ObjectNode json = Json.NODES.objectNode();
    json.set("content", list(tokens));
    json.putNull("refusal");
    return json;
  }

  /** Each token with the likeliest ones at its place. */
  static ArrayNode list(List<TokenLogprob> tokens) {
    ArrayNode list = Json.NODES.arrayNode();
    for (TokenLogprob token : tokens) {
      ObjectNode entry = token.chosen.json();
      ArrayNode top = entry.putArray("top_logprobs");
      token.top.forEach(alternative -> top.add(alternative.json()));
      list.add(entry);
    }
    return list;
  }

  /** The older shape of text completions: four lists side by side. */
  static ObjectNode completion(List<TokenLogprob> tokens, int textOffset) {
    ObjectNode json = Json.NODES.objectNode();
    ArrayNode texts = json.putArray("tokens");
    ArrayNode logprobs = json.putArray("token_logprobs");
    ArrayNode tops = json.putArray("top_logprobs");
    ArrayNode offsets = json.putArray("text_offset");
    int offset = textOffset;
    for (TokenLogprob token : tokens) {
      texts.add(token.chosen.text());
      logprobs.add(token.chosen.logprob());
      ObjectNode top = tops.addObject();
      token.top.forEach(alternative -> top.put(alternative.text(), alternative.logprob()));
      offsets.add(offset);
      offset += token.chosen.text().length();
    }
    return json;
  }
}
