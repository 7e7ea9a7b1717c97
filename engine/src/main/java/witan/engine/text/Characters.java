package witan.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The tokens of single characters: their own, those of their bytes, or the unknown one. */
final class Characters {
  private static final int NONE = -1;

  // Nearly every character of a text is below U+10000.
  private final int[] basic = new int[Character.MIN_SUPPLEMENTARY_CODE_POINT];
  private final Map<Integer, Integer> others = new HashMap<>();
  private final int[] byteTokens;
  private final int unknown;
  private final boolean fuses;

  /**
   * The characters of a vocabulary.
   *
   * @param unknown the token of what is not in the vocabulary, negative if there is none
   * @param fuses whether several unknown characters in a row are one
   */
  Characters(TokenTable table, int unknown, boolean fuses) {
    this.byteTokens = table.byteTokens();
    this.unknown = unknown;
    this.fuses = fuses;
    Arrays.fill(basic, NONE);
    table
        .words()
        .forEach((text, token) -> {
          if (text.codePointCount(0, text.length()) == 1) {
            int character = text.codePointAt(0);
            if (character < basic.length) {
              basic[character] = token;
            } else {
              others.put(character, token);
            }
          }
        });
  }

  /** The token of a character, negative if it has none of its own. */
  int token(int character) {
    return character < basic.length ? basic[character] : others.getOrDefault(character, NONE);
  }

  /** The tokens of each character of a text. */
  int[] tokens(String text) {
    IntStream.Builder tokens = IntStream.builder();
    boolean afterUnknown = false;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      int token = token(character);
      if (token == NONE) {
        afterUnknown = fallBack(character, afterUnknown, tokens);
      } else {
        tokens.add(token);
        afterUnknown = false;
      }
    }
    return tokens.build().toArray();
  }

  /** Adds what stands for a character without a token; whether that is the unknown one. */
  private boolean fallBack(int character, boolean afterUnknown, IntStream.Builder tokens) {
    byte[] utf8 = Character.toString(character).getBytes(StandardCharsets.UTF_8);
    for (byte value : utf8) {
      if (byteTokens[value & 0xff] < 0) {
        if (unknown >= 0 && !(fuses && afterUnknown)) {
          tokens.add(unknown);
        }
        return true;
      }
    }
    for (byte value : utf8) {
      tokens.add(byteTokens[value & 0xff]);
    }
    return false;
  }
}
