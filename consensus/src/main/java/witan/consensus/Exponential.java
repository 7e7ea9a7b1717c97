package witan.consensus;

import java.math.BigInteger;

/**
 * eˣ as the chain's library computes it: substrate-fixed's {@code transcendental::exp}, the Taylor
 * series up to x³¹/31! in fixed point. Any better exponential differs in the last bits.
 */
final class Exponential {

  private static final int TERMS = 32;

  /**
   * Beyond this the chain does not look: e²⁰ is the largest power with 31 bits before the point.
   */
  private static final long LIMIT = Fixed32.of(20);

  /** e to the 23 bits after the point that the library keeps of it. */
  private static final long E = (long) (StrictMath.E * (1 << 23)) << 9;

  /**
   * For each divisor i, 2⁶³⁺ˡ/i rounded up, where 2ˡ is the power of two not below i: a number
   * below 2⁶³ is divided by i by multiplying with this and shifting (Granlund and Montgomery,
   * 1994), which takes a quarter of the time.
   */
  private static final long[] RECIPROCALS = new long[TERMS];

  private static final int[] SHIFTS = new int[TERMS];

  static {
    for (int i = 2; i < TERMS; i++) {
      SHIFTS[i] = 31 - Integer.numberOfLeadingZeros(i - 1);
      RECIPROCALS[i] =
          BigInteger.ONE
              .shiftLeft(64 + SHIFTS[i])
              .divide(BigInteger.valueOf(i))
              .add(BigInteger.ONE)
              .longValue();
    }
  }

  private Exponential() {}

  /** eˣ, with x cut off at ±20. */
  static long of(long x) {
    if (x == 0) {
      return Fixed32.ONE;
    }
    if (x == Fixed32.ONE) {
      return E;
    }
    long power = series(Math.min(Math.abs(x), LIMIT));
    return x < 0 ? Fixed32.div(Fixed32.ONE, power) : power;
  }

  /** 1 + x + x²/2! + …, each term cut off, for x between 0 and 20. */
  private static long series(long x) {
    long sum = x + Fixed32.ONE;
    long term = x;
    for (int i = 2; i < TERMS && term != 0; i++) {
      term = Math.unsignedMultiplyHigh(Fixed32.mul(term, x), RECIPROCALS[i]) >>> SHIFTS[i];
      sum += term;
    }
    return sum;
  }
}
