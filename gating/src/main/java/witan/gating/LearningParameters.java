package witan.gating;

/**
 * The numbers by which the gate learns. The defaults were chosen by cross-validation on RouteLLM's
 * MMLU pairs (those of place) and on simulated drift (those of time).
 *
 * @param clusters of questions, at most
 * @param sharpness β of a question's shares in clusters, {@code p_c ∝ exp(β·cos)}
 * @param nearest how many clusters a question has a share in
 * @param strength how many scores like the network's mean each posterior starts from
 * @param memory how many scores a posterior remembers, older ones fade
 * @param neighbours how many probes have a say
 * @param focus t of a probe's weight, {@code exp(t·(cos − 0.5))}
 * @param shrinkage the weight of probes at which half of what they say is believed
 * @param probeMemory after so many answers a probe counts 1/e of what it did
 * @param maxProbes how many answers are kept as probes, the latest
 * @param maxExperts how many experts are remembered, those audited last
 */
public record LearningParameters(
    int clusters,
    double sharpness,
    int nearest,
    double strength,
    double memory,
    int neighbours,
    double focus,
    double shrinkage,
    double probeMemory,
    int maxProbes,
    int maxExperts) {

  public static final LearningParameters DEFAULTS =
      new LearningParameters(64, 9, 3, 4, 12, 400, 10, 50, 200, 1_024, 128);

  public LearningParameters {
    check(clusters >= 1 && clusters <= 1_024, "clusters", clusters);
    check(sharpness > 0, "sharpness", sharpness);
    check(nearest >= 1, "nearest", nearest);
    check(strength > 0, "strength", strength);
    check(memory >= 1, "memory", memory);
    check(neighbours >= 1, "neighbours", neighbours);
    check(focus > 0, "focus", focus);
    check(shrinkage > 0, "shrinkage", shrinkage);
    check(probeMemory > 0, "probe memory", probeMemory);
    check(maxProbes >= 64, "probes", maxProbes);
    check(maxExperts >= 1, "experts", maxExperts);
  }

  /** For experts that stay as they are: nothing fades and nothing is dropped. */
  public LearningParameters forGood() {
    return new LearningParameters(
        clusters,
        sharpness,
        nearest,
        strength,
        Double.POSITIVE_INFINITY,
        neighbours,
        focus,
        shrinkage,
        Double.POSITIVE_INFINITY,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE);
  }

  private static void check(boolean valid, String name, double value) {
    if (!valid) {
      throw new IllegalArgumentException(
          "the gate can't learn with " + name + " = " + value + "; choose a larger number");
    }
  }
}
