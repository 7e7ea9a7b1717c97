package witan.mixture.text;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The bytes of every token, and which tokens end a turn. Immutable; its arrays are not copied. */
public final class Vocabulary {

  private final List<byte[]> tokens;
  private final int[] endOfTurn;
  private final String id;

  /**
   * A vocabulary.
   *
   * @param tokens the bytes of token 0, 1, …; a control token may have none
   * @param endOfTurn in the order in which its owner lists them: the id depends on it
   */
  public Vocabulary(List<byte[]> tokens, int[] endOfTurn) {
    this.tokens = List.copyOf(tokens);
    this.endOfTurn = endOfTurn.clone();
    for (int token : endOfTurn) {
      if (token < 0 || token >= tokens.size()) {
        throw new IllegalArgumentException(
            "end-of-turn token %d is not one of the %d tokens".formatted(token, tokens.size()));
      }
    }
    this.id = id(this.tokens, this.endOfTurn);
  }

  /**
   * SHA-256 over each token's length (4 bytes, big-endian) and bytes in order, then each
   * end-of-turn token (4 bytes, big-endian), as 64 lower-case hex digits (expert.proto,
   * VocabularyRequest).
   */
  public String id() {
    return id;
  }

  /** How many tokens there are. */
  public int size() {
    return tokens.size();
  }

  /** Whether it has this token: another's tokens are data, and may lie. */
  public boolean contains(int token) {
    return token >= 0 && token < tokens.size();
  }

  /**
   * The token's bytes, often a part of a character only.
   *
   * @throws IllegalArgumentException if there is no such token
   */
  public byte[] bytes(int token) {
    if (!contains(token)) {
      throw new IllegalArgumentException(
          "there is no token %d: the vocabulary has %d".formatted(token, tokens.size()));
    }
    return tokens.get(token);
  }

  /** Whether the turn is over with this token. */
  public boolean isEndOfTurn(int token) {
    for (int end : endOfTurn) {
      if (end == token) {
        return true;
      }
    }
    return false;
  }

  /** The tokens that end a turn. */
  public int[] endOfTurn() {
    return endOfTurn.clone();
  }

  private static String id(List<byte[]> tokens, int[] endOfTurn) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    for (byte[] token : tokens) {
      digest.update(bigEndian(token.length));
      digest.update(token);
    }
    for (int token : endOfTurn) {
      digest.update(bigEndian(token));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] bigEndian(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }
}
