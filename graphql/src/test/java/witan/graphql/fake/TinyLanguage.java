package witan.graphql.fake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import witan.mixture.Distribution;
import witan.mixture.text.Vocabulary;

/**
 * Twenty tokens that are spoken; what follows depends on the speaker, the last token and the place.
 * After them stand single bytes, with which a grammar is kept to that wants other words; capital
 * letters are not among them, so there is text that can't be said.
 */
public final class TinyLanguage {

  /** How many tokens are spoken. */
  public static final int SIZE = 20;

  private static final byte[][] BYTES =
      IntStream.range(0, 256)
          .filter(one -> one < 'A' || one > 'Z')
          .mapToObj(one -> new byte[] {(byte) one})
          .toArray(byte[][]::new);

  public static final int END = 0;

  private TinyLanguage() {}

  /**
   * Token 0 ends the turn, 13 to 17 are what JSON lists of words need, 18 and 19 are the halves of
   * "é", the others are words.
   */
  public static Vocabulary vocabulary() {
    List<byte[]> tokens = new ArrayList<>();
    tokens.add(new byte[0]);
    for (int i = 1; i < SIZE - 7; i++) {
      tokens.add((" w" + i).getBytes(StandardCharsets.UTF_8));
    }
    for (String punctuation : List.of("[", "\"", "\",", ",", "]")) {
      tokens.add(punctuation.getBytes(StandardCharsets.UTF_8));
    }
    tokens.add(new byte[] {(byte) 0xc3});
    tokens.add(new byte[] {(byte) 0xa9});
    tokens.addAll(List.of(BYTES));
    return new Vocabulary(tokens, new int[] {END});
  }

  /** The tokens that are single bytes. */
  static IntStream bytes() {
    return IntStream.range(SIZE, SIZE + BYTES.length);
  }

  /** The next token after {@code prefix}, as a speaker with this accent sees it. */
  public static Distribution next(int accent, int[] prefix, int length, int[] mayEndFrom) {
    int last = length == 0 ? 0 : prefix[length - 1];
    float[] logits = new float[SIZE];
    for (int token = 0; token < SIZE; token++) {
      logits[token] =
          (float) (5 * hash(0, last, length, token) + 3 * hash(accent + 1, last, length, token));
    }
    logits[END] = length >= mayEndFrom[0] ? 20 : -20;
    if (last == SIZE - 2) {
      logits[SIZE - 1] = 19;
    } else {
      logits[SIZE - 1] = -10;
    }
    return Distribution.ofLogits(logits, SIZE);
  }

  private static double hash(int accent, int last, int place, int token) {
    long mixed =
        0x9E3779B97F4A7C15L * (accent * 31_337L + last * 1_009L + place * 131L + token + 1);
    mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return ((mixed ^ mixed >>> 31) >>> 11) * 0x1p-53;
  }
}
