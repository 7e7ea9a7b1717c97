package witan.mixture.text;

import java.util.List;

/**
 * The text of an answer as its tokens arrive: whole characters, no part of a stop string. For one
 * thread.
 */
public final class TokenText {

  private final Vocabulary vocabulary;
  private final Utf8Decoder decoder = new Utf8Decoder();
  private final StopMatcher matcher;

  /** For one answer. */
  public TokenText(Vocabulary vocabulary, List<String> stops) {
    this.vocabulary = vocabulary;
    this.matcher = new StopMatcher(stops);
  }

  /**
   * The text that can be sent after this token, often empty or more than the token's own; a token
   * that ends the turn has no text.
   */
  public String push(int token) {
    return vocabulary.isEndOfTurn(token) ? "" : matcher.push(decoder.push(vocabulary.bytes(token)));
  }

  /** The rest, when the answer is over and no stop string was found. */
  public String finish() {
    return matcher.push(decoder.finish()) + matcher.finish();
  }

  /** Whether a stop string was found: the answer ends before it. */
  public boolean stopped() {
    return matcher.stopped();
  }

  /** The text of a whole answer, without its stop string and what follows. */
  public static String of(Vocabulary vocabulary, List<String> stops, int[] tokens) {
    TokenText text = new TokenText(vocabulary, stops);
    StringBuilder whole = new StringBuilder();
    for (int token : tokens) {
      whole.append(text.push(token));
    }
    return whole.append(text.finish()).toString();
  }
}
