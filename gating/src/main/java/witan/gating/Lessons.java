package witan.gating;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import witan.mixture.Calibration;

/**
 * What experience says of a question: how much each expert can be expected to contribute.
 *
 * <p>Three levels, each shrunk to the one above, so that nothing is claimed of what was not seen:
 * the network's mean score; the posteriors of the clusters that the question lies in, {@code Σ_c
 * p_c · mean(c, expert)}; and what audited answers to similar questions (probes) leave unexplained,
 * {@code Σ_j w_j·(r_j − mean_j) / (Σ_j w_j + shrinkage)}. An expert of which nothing was seen is
 * expected to do as the network's mean.
 *
 * <p>Reads only: as many threads as like may ask at once.
 */
public final class Lessons {

  /** Nearer than this a probe says no more: one answer to the same question is still one answer. */
  private static final double SAME = 0.75;

  private final Experience experience;
  private final LearningParameters parameters;
  private final SortedMap<String, Learned> experts = new TreeMap<>();
  private final String[] names;
  private final double mean;

  /** Of each probe: the experts' places in {@link #names}, and what clusters did not explain. */
  private final int[][] who;

  private final float[][] residuals;

  private record Learned(ExpertTallies tallies, @Nullable Calibration calibration) {}

  public Lessons(Experience experience, LearningParameters parameters) {
    this.experience = experience;
    this.parameters = parameters;
    this.mean = experience.network().mean(0.5, parameters.strength());
    experience
        .experts()
        .forEach((name, tallies) ->
            experts.put(name, new Learned(tallies, tallies.claims().calibration())));
    this.names = experts.keySet().toArray(String[]::new);
    List<Probe> probes = experience.probes();
    this.who = new int[probes.size()][];
    this.residuals = new float[probes.size()][];
    for (int j = 0; j < who.length; j++) {
      remember(j, probes.get(j));
    }
  }

  /** Nothing was taught: every expert is expected to do as the network's mean. */
  public static Lessons none() {
    return new Lessons(Experience.NONE, LearningParameters.DEFAULTS);
  }

  private void remember(int place, Probe probe) {
    Clusters.Shares shares = experience.clusters().shares(probe.question(), parameters);
    int[] known = new int[probe.scores().size()];
    float[] unexplained = new float[known.length];
    int count = 0;
    for (Map.Entry<String, Float> score : probe.scores().entrySet()) {
      int expert = Arrays.binarySearch(names, score.getKey());
      if (expert >= 0) {
        known[count] = expert;
        unexplained[count] = (float) (score.getValue() - byClusters(score.getKey(), shares).mean());
        count++;
      }
    }
    who[place] = Arrays.copyOf(known, count);
    residuals[place] = Arrays.copyOf(unexplained, count);
  }

  public Experience experience() {
    return experience;
  }

  /** What an expert's claims are worth; null if it was never audited. */
  public @Nullable Calibration calibration(String expert) {
    Learned learned = experts.get(expert);
    return learned == null ? null : learned.calibration();
  }

  /** What is expected of every expert at {@code question}, a vector with a length. */
  public Outlook on(float[] question) {
    CompactVector asked = CompactVector.of(question);
    Clusters.Shares shares = experience.clusters().shares(asked, parameters);
    double[] weight = new double[names.length];
    double[] sum = new double[names.length];
    double[] cosines =
        experience.probes().stream().mapToDouble(probe -> asked.cosine(probe.question())).toArray();
    double least = least(cosines);
    for (int j = 0; j < cosines.length; j++) {
      if (cosines[j] >= least) {
        double w = weight(cosines[j], experience.probes().get(j).number());
        for (int i = 0; i < who[j].length; i++) {
          weight[who[j][i]] += w;
          sum[who[j][i]] += w * residuals[j][i];
        }
      }
    }
    return new Outlook(shares, weight, sum);
  }

  /** The cosine of the last probe that has a say. */
  private double least(double[] cosines) {
    if (cosines.length <= parameters.neighbours()) {
      return -1;
    }
    double[] ascending = cosines.clone();
    Arrays.sort(ascending);
    return ascending[ascending.length - parameters.neighbours()];
  }

  private double weight(double cosine, long number) {
    double age = (experience.answers() - number) / parameters.probeMemory();
    double likeness = Math.min(cosine, SAME) - 0.5;
    return StrictMath.exp(parameters.focus() * likeness - age);
  }

  private Expectation byClusters(String expert, Clusters.Shares shares) {
    Learned learned = experts.get(expert);
    double expected = 0;
    double variance = 0;
    double seen = 0;
    for (int i = 0; i < shares.clusters().length; i++) {
      Tally tally =
          learned == null ? Tally.NONE : learned.tallies().clusters().get(shares.clusters()[i]);
      double share = shares.of()[i];
      expected += share * tally.mean(mean, parameters.strength());
      variance += share * share * tally.variance(mean, parameters.strength());
      seen += share * tally.seen();
    }
    return shares.clusters().length == 0
        ? new Expectation(mean, Tally.NONE.variance(mean, parameters.strength()), 0)
        : new Expectation(expected, variance, seen);
  }

  private record Expectation(double mean, double variance, double seen) {}

  /** What is expected at one question. */
  public final class Outlook {

    private final Clusters.Shares shares;
    private final double[] weight;
    private final double[] sum;

    private Outlook(Clusters.Shares shares, double[] weight, double[] sum) {
      this.shares = shares;
      this.weight = weight;
      this.sum = sum;
    }

    /** Of one expert. */
    public Lesson of(String expert) {
      Expectation clusters = byClusters(expert, shares);
      int place = Arrays.binarySearch(names, expert);
      double near = place < 0 ? 0 : weight[place];
      double unexplained = near == 0 ? 0 : sum[place] / (near + parameters.shrinkage());
      double expected = Math.clamp(clusters.mean() + unexplained, 0, 1);
      return new Lesson(
          expected, expected - mean, Math.sqrt(clusters.variance()), clusters.seen() + near);
    }
  }

  /**
   * @param expected score, 0 to 1
   * @param advantage by how much that exceeds the network's mean; 0 where nothing was seen
   * @param deviation how uncertain it is: the posteriors' standard deviation
   * @param seen how many scores at such questions it rests on
   */
  public record Lesson(double expected, double advantage, double deviation, double seen) {}
}
