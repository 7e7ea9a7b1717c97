package witan.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Byte-pair encoding over bytes, as GPT-2 has it.
 *
 * <p>A byte that the vocabulary has no token for is left out, as by the models' own tokenizers.
 */
final class BytePairs implements WordModel {
  private final int[] byteTokens;
  private final Merges merges;
  private final Map<String, Integer> whole;

  /**
   * The model of a vocabulary.
   *
   * @param whole words that need no merges to become their token
   */
  BytePairs(TokenTable table, Merges merges, Map<String, Integer> whole) {
    this.byteTokens = table.byteTokens();
    this.merges = merges;
    this.whole = whole;
  }

  @Override
  public int[] tokens(String word) {
    byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
    if (!whole.isEmpty()) {
      Integer token = whole.get(ByteAlphabet.write(utf8));
      if (token != null) {
        return new int[] {token};
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
}
