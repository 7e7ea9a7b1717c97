package witan.engine.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import witan.engine.ModelException;

/**
 * The tokens of a vocabulary: how each is written, what kind it is, which bytes it stands for.
 * Immutable.
 */
final class TokenTable {
  private final List<String> texts;
  private final TokenType[] types;
  private final Spelling spelling;
  private final int[] endOfTurn;
  private final byte[][] bytes;
  private final Map<String, Integer> words;
  private final boolean[] ordinary;
  private final int[] byteTokens = new int[256];

  /**
   * Checks that all parts fit together.
   *
   * @param texts in the order of their numbers; ordinary ones in the spelling, others as they are
   * @param types one a token: 1 normal, 2 unknown, 3 control, 4 user-defined, 5 unused, 6 byte
   *     ({@code <0x0A>})
   * @param endOfTurn the tokens after which nothing is to be generated
   * @throws ModelException if they don't fit
   */
  TokenTable(List<String> texts, int[] types, Spelling spelling, int[] endOfTurn) {
    this.texts = List.copyOf(texts);
    this.spelling = spelling;
    this.endOfTurn = Arrays.stream(endOfTurn).sorted().distinct().toArray();
    if (texts.isEmpty()) {
      throw new ModelException("The vocabulary has no token: the file is damaged.");
    }
    if (types.length != texts.size()) {
      throw new ModelException(
          "The vocabulary has %d tokens and %d token types: the file is damaged."
              .formatted(texts.size(), types.length));
    }
    for (int token : endOfTurn) {
      checked(token, "to end a turn");
    }
    this.types = Arrays.stream(types).mapToObj(TokenType::of).toArray(TokenType[]::new);
    this.bytes = new byte[types.length][];
    this.words = HashMap.newHashMap(types.length);
    this.ordinary = new boolean[types.length];
    Arrays.fill(byteTokens, -1);
    for (int token = 0; token < types.length; token++) {
      enter(token);
    }
    for (int value = 0; value < byteTokens.length; value++) {
      byteTokens[value] = words.getOrDefault(spelling.letter(value), byteTokens[value]);
    }
  }

  /**
   * The number of a token, as a file gives it.
   *
   * @param what it is said to be or to do
   * @throws ModelException if there is no such token
   */
  int checked(int token, String what) {
    if (token < 0 || token >= texts.size()) {
      throw new ModelException(
          "The token %d, said %s, is not one of the vocabulary's %d."
              .formatted(token, what, texts.size()));
    }
    return token;
  }

  private void enter(int token) {
    String text = texts.get(token);
    if (special(token)) {
      bytes[token] = new byte[0];
      return;
    }
    switch (types[token]) {
      case BYTE -> {
        int value = byteValue(text);
        bytes[token] = new byte[] {(byte) value};
        byteTokens[value] = token;
      }
      case USER_DEFINED -> {
        boolean blank = Spelling.blank(text);
        bytes[token] = blank ? spelling.bytes(text) : text.getBytes(StandardCharsets.UTF_8);
        if (blank) {
          enterWord(text, token);
        }
      }
      default -> {
        bytes[token] = spelling.bytes(text);
        enterWord(text, token);
      }
    }
  }

  private void enterWord(String text, int token) {
    ordinary[token] = words.putIfAbsent(text, token) == null;
  }

  /** The byte of a token such as {@code <0x0A>}. */
  private static int byteValue(String text) {
    if (!text.matches("<0x[0-9A-Fa-f]{2}>")) {
      throw new ModelException("The byte token " + text + " is not like <0x0A>: damaged.");
    }
    return Integer.parseInt(text.substring(3, 5), 16);
  }

  int size() {
    return texts.size();
  }

  /** The bytes that the token stands for; not to be changed. */
  byte[] bytes(int token) {
    return bytes[token];
  }

  /** Whether the token stands for no text. */
  boolean special(int token) {
    return types[token].special() || isEndOfTurn(token);
  }

  /** Ascending. */
  int[] endOfTurn() {
    return endOfTurn.clone();
  }

  boolean isEndOfTurn(int token) {
    return Arrays.binarySearch(endOfTurn, token) >= 0;
  }

  /** The tokens that any text may become, by how they are written. */
  Map<String, Integer> words() {
    return words;
  }

  /** Whether any text may become the token. */
  boolean ordinary(int token) {
    return ordinary[token];
  }

  /** The first token of each text, whatever its kind. */
  Map<String, Integer> numbers() {
    Map<String, Integer> numbers = HashMap.newHashMap(texts.size());
    for (int token = 0; token < texts.size(); token++) {
      numbers.putIfAbsent(texts.get(token), token);
    }
    return numbers;
  }

  /** The token of each byte, -1 where there is none. */
  int[] byteTokens() {
    return byteTokens.clone();
  }

  /** The tokens that are found in a text as they are written. */
  List<MarkedTokens.Entry> marked() {
    List<MarkedTokens.Entry> marked = new ArrayList<>();
    for (int token = 0; token < types.length; token++) {
      String text = texts.get(token);
      boolean written = special(token) || types[token] == TokenType.USER_DEFINED;
      if (written && !text.isEmpty() && types[token] != TokenType.UNUSED) {
        marked.add(new MarkedTokens.Entry(text, token, !special(token) && Spelling.blank(text)));
      }
    }
    return marked;
  }

  /** The vocabulary's id, see {@link witan.engine.Tokenizer#vocabularyId}. */
  String id() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
    for (byte[] token : bytes) {
      digest.update(ByteBuffer.allocate(4).putInt(token.length).flip());
      digest.update(token);
    }
    for (int token : endOfTurn) {
      digest.update(ByteBuffer.allocate(4).putInt(token).flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
