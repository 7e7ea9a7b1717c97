package witan.engine.attention;

/**
 * eˣ for x ≤ 0, to two units in the last place: 2ⁿ times a polynomial of the rest, by the same
 * roundings in every implementation. Below {@link #LEAST} it stays as small as there.
 */
final class Exponential {
  static final float LEAST = -87;
  static final float LOG2_E = 1.442695f;

  /** Added to a number it rounds it to a whole one, which its last bits then are. */
  static final float ROUNDER = 0x1.8p23f;

  /** ln 2 in two parts: the first has few digits, so that its multiples are exact. */
  static final float LN2_HIGH = 0x1.62e4p-1f;

  static final float LN2_LOW = (float) (Math.log(2) - LN2_HIGH);
  static final int EXPONENT = 23;

  /** Taylor's coefficients, the highest first, without the last two, which are 1. */
  static final float C6 = 1 / 720f;

  static final float C5 = 1 / 120f;
  static final float C4 = 1 / 24f;
  static final float C3 = 1 / 6f;
  static final float C2 = 1 / 2f;

  private Exponential() {}

  static float of(float x) {
    float bounded = Math.max(x, LEAST);
    float shifted = Math.fma(bounded, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float rest = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, bounded));
    float p = Math.fma(C6, rest, C5);
    p = Math.fma(p, rest, C4);
    p = Math.fma(p, rest, C3);
    p = Math.fma(p, rest, C2);
    p = Math.fma(p, rest, 1);
    p = Math.fma(p, rest, 1);
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << EXPONENT));
  }
}
