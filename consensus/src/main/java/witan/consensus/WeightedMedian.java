package witan.consensus;

import java.util.Arrays;

/**
 * The consensus on each expert: the largest weight with at least kappa of the stake behind it or a
 * larger one.
 *
 * <p>Formally the least weight w such that the stake behind weights ≤ w exceeds what is left beside
 * kappa, or the largest there is. This is {@code weighted_median} of subtensor's {@code
 * epoch/math.rs}, which finds it by pivoting; sums of integers don't depend on the order, so
 * sorting gives the same bits.
 */
final class WeightedMedian {

  private WeightedMedian() {}

  /**
   * The consensus on each uid.
   *
   * @param stake of each validator, those of others 0
   * @param kappa the share of stake that makes a majority
   */
  static long[] ofColumns(long[] stake, FixedRows weights, long kappa) {
    int n = stake.length;
    int[] validators = new int[n];
    int count = 0;
    for (int uid = 0; uid < n; uid++) {
      if (stake[uid] > 0) {
        validators[count++] = uid;
      }
    }
    long[] share = new long[count];
    for (int v = 0; v < count; v++) {
      share[v] = stake[validators[v]];
    }
    Fixed32.normalize(share);
    long all = Fixed32.sum(share);
    long minority = Fixed32.sub(all, kappa);

    // Weights by column, each with its validator in the lower 16 bits: one number to sort by.
    int[] ends = new int[n];
    for (int v = 0; v < count; v++) {
      for (int k = weights.starts[validators[v]]; k < weights.starts[validators[v] + 1]; k++) {
        ends[weights.uids[k]]++;
      }
    }
    int size = 0;
    for (int uid = 0; uid < n; uid++) {
      int length = ends[uid];
      ends[uid] = size;
      size += length;
    }
    long[] columns = new long[size];
    for (int v = 0; v < count; v++) {
      for (int k = weights.starts[validators[v]]; k < weights.starts[validators[v] + 1]; k++) {
        columns[ends[weights.uids[k]]++] = weights.values[k] << 16 | v;
      }
    }

    long[] median = new long[n];
    int start = 0;
    for (int uid = 0; uid < n; uid++) {
      median[uid] = of(columns, start, ends[uid], share, all, minority);
      start = ends[uid];
    }
    return median;
  }

  private static long of(long[] column, int start, int end, long[] share, long all, long minority) {
    if (start == end) {
      return 0;
    }
    long named = 0;
    for (int k = start; k < end; k++) {
      named += share[(int) column[k] & 0xFFFF];
    }
    // Who does not name the uid gives it nothing.
    long below = all - named;
    if (end - start < share.length && below > minority) {
      return 0;
    }
    Arrays.sort(column, start, end);
    for (int k = start; k < end; k++) {
      below += share[(int) column[k] & 0xFFFF];
      if (below > minority) {
        return column[k] >> 16;
      }
    }
    return column[end - 1] >> 16;
  }
}
