package witan.cli.eval.gate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import witan.cli.eval.Shuffle;
import witan.embedding.Vectors;
import witan.gating.Audit;
import witan.gating.Experience;
import witan.gating.LearningParameters;
import witan.gating.Lessons;

/**
 * How well what was learned of two models tells which questions need the strong one, beside a plain
 * mean over the hundred nearest questions: the average performance gap recovered (RouteLLM, arXiv
 * 2406.18665), by cross-validation in {@value #FOLDS} parts.
 *
 * <p>Questions are sent to the strong model in the order of the gain that is expected there; APGR
 * is the mean over all shares sent, of the part that is recovered of the gap between the models. By
 * chance 0.5.
 */
final class Apgr {

  /** The fewest pairs with which the folds still hold neighbours enough. */
  static final int LEAST = 500;

  private static final int FOLDS = 5;
  private static final int NEIGHBOURS = 100;
  private static final int RESAMPLES = 2_000;

  private Apgr() {}

  /**
   * @param gate the gate's learning
   * @param knn the mean over the 100 nearest
   * @param gain of the gate over it
   */
  record Comparison(int questions, Interval gate, Interval knn, Interval gain) {}

  /**
   * @param low the lower end of the 95 % confidence interval, by bootstrap over the questions
   * @param high its upper end
   */
  record Interval(double value, double low, double high) {

    private static Interval of(double value, double[] resampled) {
      double[] ascending = resampled.clone();
      Arrays.sort(ascending);
      return new Interval(
          value,
          ascending[(int) (0.025 * ascending.length)],
          ascending[(int) (0.975 * ascending.length)]);
    }
  }

  /**
   * @param vectors of the questions, in the order of {@code pairs}
   */
  static Comparison compare(List<Pairs.Pair> pairs, List<float[]> vectors, long seed) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, pairs.size()).boxed().toList());
    Shuffle.inPlace(order, new SplittableRandom(seed));
    List<Fold> folds = new ArrayList<>();
    for (int f = 0; f < FOLDS; f++) {
      int from = pairs.size() * f / FOLDS;
      int to = pairs.size() * (f + 1) / FOLDS;
      List<Integer> known = new ArrayList<>(order.subList(0, from));
      known.addAll(order.subList(to, order.size()));
      folds.add(Fold.of(pairs, vectors, known, order.subList(from, to)));
    }
    return compared(folds, new SplittableRandom(seed));
  }

  private static Comparison compared(List<Fold> folds, SplittableRandom random) {
    double[] gate = new double[RESAMPLES];
    double[] knn = new double[RESAMPLES];
    double[] gain = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      for (Fold fold : folds) {
        int[] times = new int[fold.gains().length];
        for (int i = 0; i < times.length; i++) {
          times[random.nextInt(times.length)]++;
        }
        gate[r] += recovered(fold.byGate(), fold.gains(), times) / FOLDS;
        knn[r] += recovered(fold.byKnn(), fold.gains(), times) / FOLDS;
      }
      gain[r] = gate[r] - knn[r];
    }
    double gateValue = folds.stream().mapToDouble(f -> f.recovered(f.byGate())).sum() / FOLDS;
    double knnValue = folds.stream().mapToDouble(f -> f.recovered(f.byKnn())).sum() / FOLDS;
    return new Comparison(
        folds.stream().mapToInt(fold -> fold.gains().length).sum(),
        Interval.of(gateValue, gate),
        Interval.of(knnValue, knn),
        Interval.of(gateValue - knnValue, gain));
  }

  /**
   * @param order places of questions, the one that needs the strong model most first
   * @param times how often each question counts
   */
  static double recovered(int[] order, int[] gains, int[] times) {
    double sent = 0;
    double sum = 0;
    long steps = 1;
    for (int question : order) {
      for (int t = 0; t < times[question]; t++) {
        sent += gains[question];
        sum += sent;
        steps++;
      }
    }
    return sum / steps / sent;
  }

  /**
   * One fold's questions, in the order in which each method would send them to the strong model.
   */
  private record Fold(int[] gains, int[] byGate, int[] byKnn) {

    static Fold of(
        List<Pairs.Pair> pairs, List<float[]> vectors, List<Integer> known, List<Integer> asked) {
      List<Audit> audits = known.stream().map(i -> audit(pairs.get(i), vectors.get(i))).toList();
      LearningParameters parameters = LearningParameters.DEFAULTS.forGood();
      Lessons lessons = new Lessons(Experience.NONE.after(audits, parameters), parameters);
      double[] byGate =
          asked.parallelStream().mapToDouble(i -> expected(lessons, vectors.get(i))).toArray();
      double[] byKnn =
          asked.parallelStream().mapToDouble(i -> nearest(pairs, vectors, known, i)).toArray();
      int[] gains = asked.stream().mapToInt(i -> pairs.get(i).gain()).toArray();
      return new Fold(gains, descending(byGate), descending(byKnn));
    }

    double recovered(int[] order) {
      int[] once = new int[order.length];
      Arrays.fill(once, 1);
      return Apgr.recovered(order, gains, once);
    }

    private static Audit audit(Pairs.Pair pair, float[] vector) {
      return new Audit(
          vector,
          Instant.EPOCH,
          Map.of(
              "strong", new Audit.Finding(null, pair.strong() ? 1 : 0),
              "weak", new Audit.Finding(null, pair.weak() ? 1 : 0)));
    }

    private static double expected(Lessons lessons, float[] question) {
      Lessons.Outlook outlook = lessons.on(question);
      return outlook.of("strong").advantage() - outlook.of("weak").advantage();
    }

    private static double nearest(
        List<Pairs.Pair> pairs, List<float[]> vectors, List<Integer> known, int asked) {
      double[] cosines =
          known.stream()
              .mapToDouble(k -> Vectors.dot(vectors.get(asked), vectors.get(k)))
              .toArray();
      double[] ascending = cosines.clone();
      Arrays.sort(ascending);
      double least = ascending[Math.max(0, ascending.length - NEIGHBOURS)];
      double sum = 0;
      int count = 0;
      for (int k = 0; k < cosines.length; k++) {
        if (cosines[k] >= least) {
          sum += pairs.get(known.get(k)).gain();
          count++;
        }
      }
      return sum / count;
    }

    private static int[] descending(double[] keys) {
      return IntStream.range(0, keys.length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer i) -> -keys[i]))
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }
}
