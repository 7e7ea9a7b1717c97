package witan.consensus;

/**
 * What validators hold of experts, and what it pays: bonds follow weights slowly, so that dividends
 * go to those who gave an expert weight before others did.
 *
 * @param held by each validator of each expert, ready to be stored: 1 is 65,535
 * @param dividends each validator's share of what validators get
 */
record Bonds(FixedRows held, long[] dividends) {

  /**
   * Bonds as shares: what was held and what would be bought with today's weights and stake are each
   * made to add up to one by expert, and mixed.
   *
   * @param weights for bonds; not to be used any more afterwards
   * @param old what was held, in parts of 65,535
   */
  static Bonds yuma2(
      FixedRows weights, FixedRows old, long[] activeStake, long[] incentive, long alpha) {
    int n = old.rows();
    for (int i = 0; i < n; i++) {
      for (int k = weights.starts[i]; k < weights.starts[i + 1]; k++) {
        weights.values[k] = Fixed32.mul(weights.values[k], activeStake[i]);
      }
    }
    weights.divideColumns(weights.columnSums());
    old.divideColumns(old.columnSums());
    FixedRows held = average(weights, old, alpha);
    held.divideColumns(held.columnSums());
    long[] dividends = new long[n];
    for (int i = 0; i < n; i++) {
      for (int k = held.starts[i]; k < held.starts[i + 1]; k++) {
        dividends[i] =
            Fixed32.add(dividends[i], Fixed32.mul(incentive[held.uids[k]], held.values[k]));
      }
    }
    Fixed32.normalize(dividends);
    held.divideColumns(held.columnMaxima());
    return new Bonds(held, dividends);
  }

  /** Bonds of each pair by itself, between nothing and fully bonded; the dividend counts stake. */
  static Bonds yuma3(FixedRows held, long[] activeStake, long[] incentive) {
    int n = held.rows();
    long[] sums = held.columnSums();
    long[] dividends = new long[n];
    for (int i = 0; i < n; i++) {
      long earned = 0;
      for (int k = held.starts[i]; k < held.starts[i + 1]; k++) {
        long share = Fixed32.div(held.values[k], sums[held.uids[k]]);
        earned = Fixed32.add(earned, Fixed32.mul(share, incentive[held.uids[k]]));
      }
      dividends[i] = Fixed32.mul(earned, activeStake[i]);
    }
    Fixed32.normalize(dividends);
    return new Bonds(held, dividends);
  }

  /** {@code alpha} of the new and the rest of the old, where either is. */
  static FixedRows average(FixedRows fresh, FixedRows old, long alpha) {
    int n = fresh.rows();
    long rest = Fixed32.ONE - alpha;
    FixedRows mixed = new FixedRows(n, fresh.starts[n] + old.starts[n]);
    for (int i = 0; i < n; i++) {
      int f = fresh.starts[i];
      int o = old.starts[i];
      while (f < fresh.starts[i + 1] || o < old.starts[i + 1]) {
        int next = f < fresh.starts[i + 1] ? fresh.uids[f] : Integer.MAX_VALUE;
        int known = o < old.starts[i + 1] ? old.uids[o] : Integer.MAX_VALUE;
        long value = 0;
        if (next <= known) {
          value = Fixed32.mul(alpha, fresh.values[f++]);
        }
        if (known <= next) {
          value += Fixed32.mul(rest, old.values[o++]);
        }
        if (value > 0) {
          mixed.add(Math.min(next, known), value);
        }
      }
      mixed.endRow(i);
    }
    return mixed;
  }

  /**
   * The same, each pair at its own pace. As on the chain, a bond ends where the validator no longer
   * names the expert.
   */
  static FixedRows average(
      FixedRows fresh, FixedRows old, long[] consensus, LiquidAlpha liquidAlpha) {
    int n = fresh.rows();
    FixedRows mixed = new FixedRows(n, fresh.starts[n]);
    for (int i = 0; i < n; i++) {
      int o = old.starts[i];
      for (int f = fresh.starts[i]; f < fresh.starts[i + 1]; f++) {
        int uid = fresh.uids[f];
        while (o < old.starts[i + 1] && old.uids[o] < uid) {
          o++;
        }
        long bond = o < old.starts[i + 1] && old.uids[o] == uid ? old.values[o] : 0;
        long weight = fresh.values[f];
        long alpha = liquidAlpha.of(consensus[uid], weight, bond);
        long value =
            Math.min(
                Fixed32.ONE, Fixed32.mul(Fixed32.ONE - alpha, bond) + Fixed32.mul(alpha, weight));
        if (value > 0) {
          mixed.add(uid, value);
        }
      }
      mixed.endRow(i);
    }
    return mixed;
  }

  /** In parts of 65,535, of those who may go on validating. */
  SparseRows stored(boolean[] permits) {
    int[] starts = new int[permits.length + 1];
    int[] uids = new int[held.starts[permits.length]];
    int[] values = new int[uids.length];
    int size = 0;
    for (int i = 0; i < permits.length; i++) {
      if (permits[i]) {
        for (int k = held.starts[i]; k < held.starts[i + 1]; k++) {
          int parts = Fixed32.parts(held.values[k]);
          if (parts > 0) {
            uids[size] = held.uids[k];
            values[size++] = parts;
          }
        }
      }
      starts[i + 1] = size;
    }
    return new SparseRows(starts, uids, values);
  }
}
