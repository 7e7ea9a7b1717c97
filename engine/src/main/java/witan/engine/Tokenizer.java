package witan.engine;

/** Text to tokens, tokens to bytes. Immutable; for any number of threads. */
public interface Tokenizer {

  /**
   * The tokens of a text of anybody's: what looks like a special token in it is plain text.
   *
   * <p>No {@link #beginOfText} is added.
   */
  int[] encode(String text);

  /**
   * The tokens of a text in which special tokens count only where its author may write them.
   *
   * @see MarkedText
   */
  int[] encode(MarkedText text);

  /**
   * What the model's file says that every text begins with: one token or none. A chat template
   * writes it itself.
   */
  default int[] beginOfText() {
    return new int[0];
  }

  /**
   * The token's bytes, often a part of a character only; none for a special token.
   *
   * @throws IllegalArgumentException if there is no such token
   */
  byte[] bytes(int token);

  /** How many tokens there are; they are numbered from 0. */
  int vocabularySize();

  /** The tokens after which nothing is to be generated, ascending. */
  int[] endOfTurn();

  /** Whether nothing is to be generated after this token. */
  boolean isEndOfTurn(int token);

  /** Whether the token stands for no text but steers the model, such as the start of a turn. */
  boolean isSpecial(int token);

  /**
   * SHA-256 over each token's length (4 bytes, big-endian) and {@link #bytes} in order, then each
   * {@link #endOfTurn} token (4 bytes, big-endian), as 64 lower-case hex digits (expert.proto,
   * VocabularyRequest).
   */
  String vocabularyId();
}
