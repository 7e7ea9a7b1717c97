package witan.mixture;

import java.util.Arrays;

/** How much each expert counts in the mixture: {@code g_i ∝ prior_i^α · exp(e_i / τ)}. */
public final class Weights {

  private Weights() {}

  /**
   * Sharpens priors with evidence.
   *
   * <p>Evidence that is missing or below the threshold counts as the threshold: an expert whose
   * best passage does not fit answers from the bare model, as one without a corpus does.
   *
   * @param priors not negative, one an expert
   * @param evidence cosine scale, one an expert; NaN where there is none
   * @param alpha what the priors count, 0 to 1; at 0 they do not count at all
   * @param tau above 0; the smaller, the more the best evidence decides
   * @return the weights, which sum to one
   */
  public static double[] of(
      double[] priors, double[] evidence, double alpha, double tau, double threshold) {
    if (priors.length == 0 || priors.length != evidence.length) {
      throw new IllegalArgumentException(
          "weights need a prior and an evidence an expert, not %d and %d"
              .formatted(priors.length, evidence.length));
    }
    if (!(alpha >= 0 && alpha <= 1) || !(tau > 0) || !Double.isFinite(threshold)) {
      throw new IllegalArgumentException(
          "weights need alpha from 0 to 1, tau above 0 and a finite threshold, not %s, %s, %s"
              .formatted(alpha, tau, threshold));
    }
    double[] logs = new double[priors.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = log(priors[i], alpha) + believed(evidence[i], threshold) / tau;
    }
    return softmax(logs);
  }

  /**
   * Leaves out those who would hardly count, and renormalises.
   *
   * @param maxExperts how many may stay; of equals those that come first
   * @param keepRatio the least weight to stay with, as a share of the largest
   * @return as many as there were, zero for those left out
   */
  public static double[] cut(double[] weights, int maxExperts, double keepRatio) {
    if (maxExperts < 1 || !(keepRatio >= 0 && keepRatio <= 1)) {
      throw new IllegalArgumentException(
          "a cut keeps at least one expert and has a ratio from 0 to 1, not %d and %s"
              .formatted(maxExperts, keepRatio));
    }
    double max = Arrays.stream(weights).max().orElse(0);
    double[] kept = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0 && weights[i] >= keepRatio * max && rank(weights, i) < maxExperts) {
        kept[i] = weights[i];
      }
    }
    return normalised(kept);
  }

  /**
   * The same proportions with a sum of one, for instance after an expert was lost and set to zero.
   *
   * @throws IllegalArgumentException if no weight is above zero
   */
  public static double[] normalised(double[] weights) {
    double[] ascending = weights.clone();
    Arrays.sort(ascending);
    double sum = 0;
    // In the order of size, not of the experts: the sum is the same however they are listed.
    for (double weight : ascending) {
      if (!(weight >= 0) || weight == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("weights are finite and not negative, not " + weight);
      }
      sum += weight;
    }
    if (sum == 0) {
      throw new IllegalArgumentException("no expert has a weight above zero");
    }
    double[] shares = new double[weights.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = weights[i] / sum;
    }
    return shares;
  }

  private static double log(double prior, double alpha) {
    if (!(prior >= 0) || prior == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("priors are finite and not negative, not " + prior);
    }
    return alpha == 0 ? 0 : alpha * StrictMath.log(prior);
  }

  private static double believed(double evidence, double threshold) {
    if (Double.isInfinite(evidence)) {
      throw new IllegalArgumentException("evidence is a finite number, not " + evidence);
    }
    return Double.isNaN(evidence) ? threshold : Math.max(evidence, threshold);
  }

  private static double[] softmax(double[] logs) {
    double max = Arrays.stream(logs).max().orElseThrow();
    if (max == Double.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException("no expert has a prior above zero");
    }
    double[] raised = new double[logs.length];
    for (int i = 0; i < logs.length; i++) {
      raised[i] = StrictMath.exp(logs[i] - max);
    }
    return normalised(raised);
  }

  private static int rank(double[] weights, int of) {
    int rank = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > weights[of] || (weights[i] == weights[of] && i < of)) {
        rank++;
      }
    }
    return rank;
  }
}
