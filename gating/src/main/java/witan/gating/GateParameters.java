package witan.gating;

/**
 * The numbers that the gate decides by.
 *
 * @param temperature of the softmax over similarities; above 0. At 0.04 the priors were calibrated
 *     best on passages dealt at random to three owners, where profiles can hardly tell them apart,
 *     and still sharp on owners by field
 * @param profileWeight how much the profile's text counts beside the nearest centroid, which counts
 *     1; 0 to 1
 * @param lessonWeight what an expected score of 1 above the network's mean counts for on the scale
 *     of cosines, 0 to 10; at 0 audits teach nothing about priors
 * @param alpha the exponent of the prior in the weight, 0 to 1
 * @param tau how sharply evidence separates experts; above 0
 * @param threshold what no evidence counts as, −1 to 1
 * @param keepRatio an expert with less than this part of the largest weight is left out, 0 to 1
 */
public record GateParameters(
    double temperature,
    double profileWeight,
    double lessonWeight,
    double alpha,
    double tau,
    double threshold,
    double keepRatio) {

  /** What the functions use unless configured otherwise. */
  public static final GateParameters DEFAULTS =
      new GateParameters(0.04, 0.2, 0.5, 0.25, 0.04, 0.35, 0.02);

  public GateParameters {
    check(temperature > 0 && temperature <= 10, "temperature", temperature, "above 0, at most 10");
    check(within(profileWeight, 0, 1), "profile weight", profileWeight, "0 to 1");
    check(within(lessonWeight, 0, 10), "lesson weight", lessonWeight, "0 to 10");
    check(within(alpha, 0, 1), "alpha", alpha, "0 to 1");
    check(tau > 0 && tau <= 10, "tau", tau, "above 0, at most 10");
    check(within(threshold, -1, 1), "threshold", threshold, "-1 to 1");
    check(within(keepRatio, 0, 1), "keep ratio", keepRatio, "0 to 1");
  }

  private static boolean within(double value, double least, double most) {
    return value >= least && value <= most;
  }

  private static void check(boolean valid, String name, double value, String range) {
    if (!valid) {
      throw new IllegalArgumentException("the gate's " + name + " is " + value + "; " + range);
    }
  }
}
