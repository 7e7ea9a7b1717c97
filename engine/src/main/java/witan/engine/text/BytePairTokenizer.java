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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import witan.engine.MarkedText;
import witan.engine.ModelException;
import witan.engine.Tokenizer;

/**
 * Byte-level byte-pair encoding, as GPT-2 has it.
 *
 * <p>Special tokens count in trusted parts of a text only, and no merge can make one: whoever asks
 * can't write them. User-defined tokens (such as {@code <think>}) stand for text but are guarded in
 * the same way, unless they are nothing but white space. Words go across the borders of trusted and
 * other parts, so the tokens are those of the plain text.
 *
 * <p>A byte that the vocabulary has no token for is left out, as by the models' own tokenizers.
 */
public final class BytePairTokenizer implements Tokenizer {
  private static final int MOST_CACHED_WORDS = 1 << 15;
  private static final int LONGEST_CACHED_WORD = 64;

  private final PreTokenizer pre;
  private final byte[][] bytes;
  private final boolean[] special;
  private final int[] endOfTurn;
  private final Map<String, Integer> words = new HashMap<>();
  private final int[] byteTokens = new int[256];
  private final Merges merges;
  private final MarkedTokens marked;
  private final String vocabularyId;

  // Emptied when full: simple, bounded, and the frequent words are back at once.
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  private BytePairTokenizer(BytePairVocabulary vocabulary) {
    List<String> tokens = vocabulary.tokens();
    int[] types = vocabulary.tokenTypes();
    pre = vocabulary.pre();
    endOfTurn = vocabulary.endOfTurn();
    bytes = new byte[tokens.size()][];
    special = new boolean[tokens.size()];
    Map<String, Integer> numbers = HashMap.newHashMap(tokens.size());
    List<MarkedTokens.Entry> entries = new ArrayList<>();
    Arrays.fill(byteTokens, -1);
    for (int token = 0; token < bytes.length; token++) {
      String text = tokens.get(token);
      TokenType type = TokenType.of(types[token]);
      special[token] = type.special() || isEndOfTurn(token);
      numbers.putIfAbsent(text, token);
      if (special[token]) {
        bytes[token] = new byte[0];
      } else {
        bytes[token] =
            switch (type) {
              case USER_DEFINED -> text.getBytes(StandardCharsets.UTF_8);
              case BYTE -> new byte[] {(byte) byteValue(text)};
              default -> ByteAlphabet.read(text);
            };
      }
      if (type == TokenType.NORMAL && !special[token]) {
        words.putIfAbsent(text, token);
      }
      if (type == TokenType.BYTE) {
        byteTokens[byteValue(text)] = token;
      }
      boolean written = special[token] || type == TokenType.USER_DEFINED;
      if (written && !text.isEmpty() && type != TokenType.UNUSED) {
        entries.add(new MarkedTokens.Entry(text, token, !special[token] && text.isBlank()));
      }
    }
    for (int value = 0; value < byteTokens.length; value++) {
      String letter = String.valueOf(ByteAlphabet.character(value));
      byteTokens[value] = words.getOrDefault(letter, byteTokens[value]);
    }
    merges = new Merges(vocabulary.merges(), numbers, token -> special[token]);
    marked = new MarkedTokens(entries);
    vocabularyId = hash();
  }

  /**
   * The tokenizer of a vocabulary.
   *
   * @throws ModelException if the vocabulary's merges or bytes are malformed
   */
  public static BytePairTokenizer of(BytePairVocabulary vocabulary) {
    return new BytePairTokenizer(vocabulary);
  }

  /** The byte of a token such as {@code <0x0A>}. */
  private static int byteValue(String text) {
    if (!text.matches("<0x[0-9A-Fa-f]{2}>")) {
      throw new ModelException("The byte token " + text + " is not like <0x0A>: damaged.");
    }
    return Integer.parseInt(text.substring(3, 5), 16);
  }

  private String hash() {
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

  @Override
  public int[] encode(String text) {
    return encode(MarkedText.plain(text));
  }

  @Override
  public int[] encode(MarkedText text) {
    IntStream.Builder tokens = IntStream.builder();
    String whole = text.text();
    int done = 0;
    int runStart = 0;
    for (MarkedText.Run run : text.runs()) {
      int runEnd = runStart + run.text().length();
      int trustedEnd = run.trusted() ? runEnd : runStart;
      // A token that counts anywhere may reach into the next run.
      for (int place = Math.max(runStart, done); place < runEnd; ) {
        MarkedTokens.Entry found = marked.at(whole, place, trustedEnd);
        if (found == null) {
          place++;
        } else {
          words(whole.substring(done, place), tokens);
          tokens.add(found.token());
          place += found.text().length();
          done = place;
        }
      }
      runStart = runEnd;
    }
    words(whole.substring(done), tokens);
    return tokens.build().toArray();
  }

  private void words(String text, IntStream.Builder tokens) {
    pre.split(
        text,
        word -> {
          for (int token : word(word)) {
            tokens.add(token);
          }
        });
  }

  private int[] word(String word) {
    if (word.length() > LONGEST_CACHED_WORD) {
      return merge(word);
    }
    int[] known = cache.get(word);
    if (known == null) {
      known = merge(word);
      if (cache.size() >= MOST_CACHED_WORDS) {
        cache.clear();
      }
      cache.put(word, known);
    }
    return known;
  }

  private int[] merge(String word) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    if (pre.wholeWords()) {
      Integer whole = words.get(ByteAlphabet.write(utf8));
      if (whole != null) {
        return new int[] {whole};
      }
    }
    int[] letters = new int[utf8.length];
    int count = 0;
    for (byte value : utf8) {
      int token = byteTokens[value & 0xff];
      if (token >= 0) {
        letters[count++] = token;
      }
    }
    return merges.apply(Arrays.copyOf(letters, count));
  }

  @Override
  public byte[] bytes(int token) {
    return bytes[checked(token)].clone();
  }

  @Override
  public int vocabularySize() {
    return bytes.length;
  }

  @Override
  public int[] endOfTurn() {
    return endOfTurn.clone();
  }

  @Override
  public boolean isEndOfTurn(int token) {
    return Arrays.binarySearch(endOfTurn, token) >= 0;
  }

  @Override
  public boolean isSpecial(int token) {
    return special[checked(token)];
  }

  @Override
  public String vocabularyId() {
    return vocabularyId;
  }

  private int checked(int token) {
    if (token < 0 || token >= bytes.length) {
      throw new IllegalArgumentException(
          "there is no token " + token + ": the vocabulary has " + bytes.length);
    }
    return token;
  }
}
