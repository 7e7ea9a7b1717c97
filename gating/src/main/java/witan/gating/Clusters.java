package witan.gating;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Regions of questions, by their centres; a question has a share in those nearest to it. */
record Clusters(List<CompactVector> centres) {

  static final Clusters NONE = new Clusters(List.of());

  Clusters {
    centres = List.copyOf(centres);
  }

  int size() {
    return centres.size();
  }

  /** The shares of {@code question}, which sum to one; none if there are no clusters. */
  Shares shares(CompactVector question, LearningParameters parameters) {
    double[] cosines = centres.stream().mapToDouble(question::cosine).toArray();
    int[] nearest =
        IntStream.range(0, cosines.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer c) -> -cosines[c]))
            .limit(parameters.nearest())
            .mapToInt(Integer::intValue)
            .toArray();
    double[] shares = new double[nearest.length];
    double sum = 0;
    for (int i = 0; i < shares.length; i++) {
      double behind = cosines[nearest[i]] - cosines[nearest[0]];
      shares[i] = StrictMath.exp(parameters.sharpness() * behind);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return new Shares(nearest, shares);
  }

  /**
   * @param clusters the nearest first
   * @param of each of them
   */
  record Shares(int[] clusters, double[] of) {}
}
