package witan.consensus;

import java.math.BigInteger;

/**
 * The chain's numbers: 64 bits in a {@code long}, the lower 32 of them the fraction (I32F32 of
 * substrate-fixed). Sums, products and quotients that do not fit are cut off at the ends.
 */
final class Fixed32 {

  /** One: 2³². */
  static final long ONE = 1L << 32;

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

  private Fixed32() {}

  static long of(int whole) {
    return (long) whole << 32;
  }

  /** A part of 65,535. */
  static long proportion(int parts) {
    return div(of(parts), of(65_535));
  }

  /** In parts of 65,535, rounded down and kept between 0 and 65,535. */
  static int parts(long value) {
    return Math.clamp(mul(value, of(65_535)) >> 32, 0, 65_535);
  }

  static long add(long a, long b) {
    long sum = a + b;
    // Two of one sign gave the other.
    if (((a ^ sum) & (b ^ sum)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return sum;
  }

  static long sub(long a, long b) {
    long difference = a - b;
    if (((a ^ b) & (a ^ difference)) < 0) {
      return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return difference;
  }

  /** The product, rounded towards −∞. */
  static long mul(long a, long b) {
    long high = Math.multiplyHigh(a, b);
    if (high != (int) high) {
      return high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    return high << 32 | (a * b) >>> 32;
  }

  /** The quotient, rounded towards 0; 0 if {@code b} is. */
  static long div(long a, long b) {
    if (b == 0) {
      return 0;
    }
    if (a >= 0 && a < ONE && b > 0) {
      return capped(Long.divideUnsigned(a << 32, b));
    }
    if (a == ONE && b > 0) {
      // 2⁶⁴ has a bit too many: divide the number below, and see whether it was the last to miss.
      long quotient = capped(Long.divideUnsigned(-1, b));
      return capped(-1 - quotient * b == b - 1 ? quotient + 1 : quotient);
    }
    BigInteger quotient = BigInteger.valueOf(a).shiftLeft(32).divide(BigInteger.valueOf(b));
    return quotient.max(LEAST).min(MOST).longValue();
  }

  /** An unsigned number, cut off at the largest signed one. */
  private static long capped(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  /** Divides by the sum, so that what comes out adds up to at most one; zeros stay. */
  static void normalize(long[] values) {
    normalize(values, sum(values));
  }

  static void normalize(long[] values, long sum) {
    if (sum != 0) {
      for (int i = 0; i < values.length; i++) {
        values[i] = div(values[i], sum);
      }
    }
  }

  static long sum(long[] values) {
    long sum = 0;
    for (long value : values) {
      sum = add(sum, value);
    }
    return sum;
  }
}
