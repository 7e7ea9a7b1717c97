package witan.engine.attention;

/**
 * Where in a page the keys and values of its tokens lie.
 *
 * <p>For each layer and head first the keys {@code [width][tokens]}, so that neighbouring tokens
 * are scored side by side, then the values {@code [tokens][width]}; all floats.
 *
 * @param layers of the model
 * @param heads of keys and values
 * @param width values of one head
 */
public record PageLayout(int layers, int heads, int width) {

  /** Tokens of one page. */
  public static final int TOKENS = 32;

  /** The size of a page. */
  public long bytes() {
    return keys(layers, 0);
  }

  /** Where a head's keys begin, in bytes. */
  long keys(int layer, int head) {
    return ((long) layer * heads + head) * 2 * TOKENS * width * Float.BYTES;
  }

  /** Where a head's values begin, in bytes. */
  long values(int layer, int head) {
    return keys(layer, head) + (long) TOKENS * width * Float.BYTES;
  }

  /** How many pages hold so many tokens. */
  public static int pages(int tokens) {
    return Math.ceilDiv(tokens, TOKENS);
  }
}
