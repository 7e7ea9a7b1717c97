package witan.consensus;

import java.util.Arrays;

/** Arithmetic on a validator's weights when they are set. */
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
      upscaled[k] = Math.clamp((scaled + Fixed32.ONE / 2) >> 32, 0, MOST);
    }
    return upscaled;
  }

  /**
   * Whether no weight has a larger share of all than {@code limit} parts of 65,535, in the chain's
   * fixed point ({@code check_vec_max_limited}). At 65,535 anything goes.
   */
  public static boolean areWithin(int[] weights, int limit) {
    long largest = Arrays.stream(weights).max().orElse(0);
    long sum = Arrays.stream(weights).asLongStream().sum();
    return limit == MOST || Fixed32.div(largest, sum) <= Fixed32.proportion(limit);
  }
}
