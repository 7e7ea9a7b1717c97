package witan.embedding;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A few directions that stand for many: spherical k-means.
 *
 * <p>Vectors are grouped by cosine, seeded as k-means++ does (Arthur and Vassilvitskii 2007) with 1
 * − cosine in the place of the squared distance. Of {@value #RESTARTS} starts, unless told
 * otherwise, the one whose vectors lie nearest to their centroids wins. The same vectors in the
 * same order with the same seed give the same bits.
 */
public final class Centroids {

  private static final int RESTARTS = 8;
  private static final int ROUNDS = 50;

  private Centroids() {}

  /**
   * At most {@code k} centroids of unit length, the largest group first; fewer if there are not
   * that many different vectors, none if there is no vector.
   */
  public static List<float[]> of(List<float[]> vectors, int k, long seed) {
    return of(vectors, k, seed, RESTARTS);
  }

  /** The same with another number of starts: one is enough where little hangs on the grouping. */
  public static List<float[]> of(List<float[]> vectors, int k, long seed, int starts) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ": ask for at least one centroid");
    }
    if (vectors.isEmpty()) {
      return List.of();
    }
    float[][] points = vectors.stream().map(Vectors::unit).toArray(float[][]::new);
    RandomGenerator random = new SplittableRandom(seed);
    Grouping best = group(points, seeds(points, k, random));
    for (int i = 1; i < starts; i++) {
      Grouping next = group(points, seeds(points, k, random));
      if (next.nearness() > best.nearness()) {
        best = next;
      }
    }
    return best.bySize();
  }

  private static List<float[]> seeds(float[][] points, int k, RandomGenerator random) {
    List<float[]> seeds = new ArrayList<>();
    seeds.add(points[random.nextInt(points.length)]);
    double[] distance = new double[points.length];
    while (seeds.size() < k) {
      double total = 0;
      for (int i = 0; i < points.length; i++) {
        double toLast = Math.max(0, 1 - Vectors.dot(points[i], seeds.getLast()));
        distance[i] = seeds.size() == 1 ? toLast : Math.min(distance[i], toLast);
        // Rounding leaves a vector a little away from itself.
        distance[i] = distance[i] < 1e-6 ? 0 : distance[i];
        total += distance[i];
      }
      if (total == 0) {
        break;
      }
      seeds.add(points[draw(distance, random.nextDouble() * total)]);
    }
    return seeds;
  }

  private static int draw(double[] distance, double at) {
    int chosen = -1;
    for (int i = 0; i < distance.length && at >= 0; i++) {
      if (distance[i] > 0) {
        chosen = i;
        at -= distance[i];
      }
    }
    return chosen;
  }

  private static Grouping group(float[][] points, List<float[]> seeds) {
    float[][] centroids = seeds.toArray(float[][]::new);
    int[] member = new int[points.length];
    for (int round = 0; ; round++) {
      boolean moved = false;
      double nearness = 0;
      for (int i = 0; i < points.length; i++) {
        int nearest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < centroids.length; c++) {
          double cosine = Vectors.dot(points[i], centroids[c]);
          if (cosine > most) {
            most = cosine;
            nearest = c;
          }
        }
        moved |= round == 0 || member[i] != nearest;
        member[i] = nearest;
        nearness += most;
      }
      if (!moved || round == ROUNDS) {
        return new Grouping(centroids, member, nearness);
      }
      centroids = means(points, member, centroids);
    }
  }

  private static float[][] means(float[][] points, int[] member, float[][] before) {
    int dimensions = points[0].length;
    double[][] sums = new double[before.length][dimensions];
    int[] sizes = new int[before.length];
    for (int i = 0; i < points.length; i++) {
      sizes[member[i]]++;
      for (int d = 0; d < dimensions; d++) {
        sums[member[i]][d] += points[i][d];
      }
    }
    float[][] means = new float[before.length][];
    for (int c = 0; c < before.length; c++) {
      float[] mean = new float[dimensions];
      for (int d = 0; d < dimensions; d++) {
        mean[d] = (float) (sums[c][d] / Math.max(1, sizes[c]));
      }
      // A group that lost its members stays where it was, and is left out at the end.
      means[c] = sizes[c] == 0 ? before[c] : Vectors.unit(mean);
    }
    return means;
  }

  private record Grouping(float[][] centroids, int[] member, double nearness) {

    List<float[]> bySize() {
      int[] sizes = new int[centroids.length];
      for (int group : member) {
        sizes[group]++;
      }
      List<Integer> order = new ArrayList<>();
      for (int c = 0; c < centroids.length; c++) {
        if (sizes[c] > 0) {
          order.add(c);
        }
      }
      order.sort((a, b) -> sizes[b] != sizes[a] ? sizes[b] - sizes[a] : a - b);
      return order.stream().map(c -> centroids[c]).toList();
    }
  }
}
