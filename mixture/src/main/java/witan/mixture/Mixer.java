package witan.mixture;

import java.util.Arrays;
import java.util.List;

/**
 * Mixes predictions: {@code p(y) = Σ g_i · p_i(y)}.
 *
 * <p>Sums are taken in whole numbers, which are the same in any order: the order in which experts
 * are listed does not change a bit of the result.
 */
public final class Mixer {

  private static final double WEIGHT_SCALE = 0x1p52;
  private static final double PROBABILITY_SCALE = 0x1p60;

  private Mixer() {}

  /**
   * The mixture over every token that a part with weight names.
   *
   * @param weights one a part, not negative, renormalised here
   * @throws IllegalArgumentException if no weight is above zero: nobody is left to answer
   */
  public static Distribution mix(List<Distribution> parts, double[] weights) {
    double[] shares = shares(parts.size(), weights);
    int weighted = 0;
    int entries = 0;
    int last = -1;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        weighted++;
        entries += parts.get(i).size();
        last = i;
      }
    }
    return weighted == 1 ? parts.get(last) : summed(parts, shares, entries);
  }

  private static double[] shares(int parts, double[] weights) {
    if (weights.length != parts) {
      throw new IllegalArgumentException(
          "%d weights for %d distributions".formatted(weights.length, parts));
    }
    double max = 0;
    for (double weight : weights) {
      if (!(weight >= 0) || weight == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("weights are finite and not negative, not " + weight);
      }
      max = Math.max(max, weight);
    }
    if (max == 0) {
      throw new IllegalArgumentException("no weight is above zero: there is nothing to mix");
    }
    long[] whole = new long[parts];
    long sum = 0;
    for (int i = 0; i < parts; i++) {
      whole[i] = (long) (weights[i] / max * WEIGHT_SCALE);
      sum += whole[i];
    }
    double[] shares = new double[parts];
    for (int i = 0; i < parts; i++) {
      shares[i] = (double) whole[i] / sum;
    }
    return shares;
  }

  private static Distribution summed(List<Distribution> parts, double[] shares, int entries) {
    int mask = Integer.highestOneBit(Math.max(1, entries)) * 4 - 1;
    int[] slots = new int[mask + 1];
    int[] tokens = new int[entries];
    long[] sums = new long[entries];
    int count = 0;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] == 0) {
        continue;
      }
      Distribution part = parts.get(i);
      for (int j = 0; j < part.size(); j++) {
        int token = part.token(j);
        int slot = token * 0x9E3779B9 >>> 7 & mask;
        while (slots[slot] != 0 && tokens[slots[slot] - 1] != token) {
          slot = slot + 1 & mask;
        }
        if (slots[slot] == 0) {
          tokens[count] = token;
          slots[slot] = ++count;
        }
        sums[slots[slot] - 1] += (long) (shares[i] * part.probability(j) * PROBABILITY_SCALE);
      }
    }
    float[] probabilities = new float[count];
    for (int i = 0; i < count; i++) {
      probabilities[i] = (float) (sums[i] / PROBABILITY_SCALE);
    }
    return Distribution.sorted(Arrays.copyOf(tokens, count), probabilities);
  }
}
