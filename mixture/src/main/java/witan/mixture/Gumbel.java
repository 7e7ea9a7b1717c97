package witan.mixture;

/**
 * Noise for Gumbel-max draws: the token with the largest {@code log p + noise} is distributed as p.
 *
 * <p>The noise is a hash of where it is used, so gateway, expert and auditor draw the same token
 * from the same distribution, however the answer was cut into rounds.
 */
public final class Gumbel {

  private Gumbel() {}

  /**
   * Standard Gumbel noise, between −3.6 and 36.8.
   *
   * @param choice which of the answers to one request
   * @param position of the token in the answer, from 0
   */
  public static double noise(long seed, int choice, int position, int token) {
    return noise(key(seed, choice, position), token);
  }

  /** What all tokens at one position have in common. */
  static long key(long seed, int choice, int position) {
    long withChoice = scramble(scramble(seed) + choice);
    return scramble(withChoice + position);
  }

  static double noise(long key, int token) {
    long hash = scramble(key + token);
    // 52 bits and a half: never 0, never 1.
    double uniform = ((hash >>> 12) + 0.5) * 0x1p-52;
    return -StrictMath.log(-StrictMath.log(uniform));
  }

  /** One step of SplitMix64 (Steele, Lea, Flood 2014): close numbers become unrelated ones. */
  private static long scramble(long value) {
    long z = (value + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
