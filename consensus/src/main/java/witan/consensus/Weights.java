package witan.consensus;

import java.util.Arrays;

/** What a validator's weights become when they are set. */
public final class Weights {

  private static final int MOST = 65_535;

  private Weights() {}

  /**
   * The same weights scaled up so that the largest is 65,535, each rounded to the nearest: {@code
   * vec_max_upscale_to_u16} of subtensor's {@code epoch/math.rs}, which multiplies by the quotient
   * where the product would be too large for it. Zeros stay zeros.
   */
  public static int[] upscaled(int[] weights) {
    int largest = Arrays.stream(weights).max().orElse(0);
    long factor = Fixed32.div(Fixed32.of(MOST), Fixed32.of(largest));
    int[] upscaled = new int[weights.length];
    for (int k = 0; k < weights.length && largest > 0; k++) {
      long scaled =
          largest > 32_768
              ? Fixed32.mul(Fixed32.of(weights[k]), factor)
              : Fixed32.div((long) weights[k] * MOST, largest);
      upscaled[k] = Math.clamp(scaled + Fixed32.ONE / 2 >> 32, 0, MOST);
    }
    return upscaled;
  }
}
