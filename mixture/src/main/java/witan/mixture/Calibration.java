package witan.mixture;

import java.util.Arrays;

/**
 * What an expert's claims are worth by what its audits found: {@code c_i} of {@code exp(c_i(e_i) /
 * τ)}. Whoever overstates is believed less.
 *
 * <p>Straight lines between knots, that never fall: claiming more is never believed less. Below the
 * first knot a claim counts as it is, above the last as the last.
 */
public final class Calibration {

  /** Of an expert that nobody has audited: each claim counts as it is. */
  public static final Calibration NONE = new Calibration(new double[0], new double[0], Double.NaN);

  private final double[] claimed;
  private final double[] believed;
  private final double silent;

  /**
   * @param claimed the knots, ascending
   * @param believed at each knot, never falling
   * @param silent what counts where there is no evidence; NaN for what counts for everybody
   */
  public Calibration(double[] claimed, double[] believed, double silent) {
    if (claimed.length != believed.length || Double.isInfinite(silent)) {
      throw new IllegalArgumentException(
          "a calibration has as many beliefs as claims and no infinite number, not %d, %d and %s"
              .formatted(believed.length, claimed.length, silent));
    }
    for (int i = 0; i < claimed.length; i++) {
      if (!Double.isFinite(claimed[i])
          || !Double.isFinite(believed[i])
          || (i > 0 && !(claimed[i] > claimed[i - 1] && believed[i] >= believed[i - 1]))) {
        throw new IllegalArgumentException(
            "a calibration's claims ascend and its beliefs never fall, not so at knot " + i);
      }
    }
    this.claimed = claimed.clone();
    this.believed = believed.clone();
    this.silent = silent;
  }

  public double[] claimed() {
    return claimed.clone();
  }

  public double[] believed() {
    return believed.clone();
  }

  public double silent() {
    return silent;
  }

  /**
   * What is believed of {@code evidence}, to be handed to {@link Weights#of}.
   *
   * @param evidence NaN where there is none
   * @return NaN where nothing is known of the expert's silence either
   */
  public double of(double evidence) {
    if (Double.isNaN(evidence)) {
      return silent;
    }
    int above = Arrays.binarySearch(claimed, evidence);
    if (above >= 0) {
      return believed[above];
    }
    above = -above - 1;
    if (above == 0) {
      return claimed.length == 0 ? evidence : Math.min(evidence, believed[0]);
    }
    if (above == claimed.length) {
      return believed[above - 1];
    }
    double part = (evidence - claimed[above - 1]) / (claimed[above] - claimed[above - 1]);
    return believed[above - 1] + part * (believed[above] - believed[above - 1]);
  }
}
