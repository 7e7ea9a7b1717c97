package witan.consensus;

import java.math.BigInteger;

/**
 * One run of Yuma Consensus: stake and weights become incentive for experts and dividends for
 * validators. A function of its arguments alone.
 *
 * <p>This is {@code epoch_mechanism} of subtensor's {@code epoch/run_epoch.rs} (14bc6f9f, June
 * 2026) in the chain's own fixed point, so that every bit agrees; the steps stand in the same
 * order. It differs in form: rows lie in flat arrays, each step is one pass, and columns are sorted
 * instead of partitioned.
 */
public final class Epoch {

  private final EpochInput input;
  private final EpochParameters parameters;
  private final int n;

  private Epoch(EpochInput input, EpochParameters parameters) {
    this.input = input;
    this.parameters = parameters;
    n = input.size();
  }

  /** What follows from {@code input} under the subnet's rules. */
  public static EpochOutcome run(EpochInput input, EpochParameters parameters) {
    return new Epoch(input, parameters).run();
  }

  private EpochOutcome run() {
    boolean[] active = active();
    long[] stake = stakeShares();
    boolean[] permits = permits();
    boolean[] newPermits = Permits.largest(stake, parameters.maxValidators(), input.owner());
    long[] activeStake = activeStake(stake, active, permits);

    FixedRows weights = countedWeights(permits);
    long[] consensus =
        WeightedMedian.ofColumns(activeStake, weights, Fixed32.proportion(parameters.kappa()));
    long[] validatorTrust = new long[n];
    long[] incentive = new long[n];
    clip(weights, consensus, activeStake, validatorTrust, incentive);
    Fixed32.normalize(incentive);

    Bonds bonds = bonds(weights, consensus, activeStake, incentive);
    Emission emission =
        Emission.of(input.emission(), incentive, bonds.dividends(), stake, activeStake);
    return new EpochOutcome(
        parts(stake),
        active,
        parts(consensus),
        parts(incentive),
        parts(bonds.dividends()),
        parts(validatorTrust),
        emission.server(),
        emission.validator(),
        emission.combined(),
        newPermits,
        bonds.stored(newPermits));
  }

  private boolean[] active() {
    boolean[] active = new boolean[n];
    for (int uid = 0; uid < n; uid++) {
      active[uid] = input.lastUpdate()[uid] >= input.block() - parameters.activityCutoff();
    }
    return active;
  }

  /**
   * Each one's share of the stake, of which too little counts as none. The sum is exact, where the
   * chain's would wrap around 2⁶³.
   */
  private long[] stakeShares() {
    long[] stake = input.stake();
    BigInteger sum = BigInteger.ZERO;
    for (int uid = 0; uid < n; uid++) {
      if (hasEnoughStake(uid)) {
        sum = sum.add(BigInteger.valueOf(stake[uid]));
      }
    }
    long[] shares = new long[n];
    for (int uid = 0; uid < n; uid++) {
      if (stake[uid] > 0 && hasEnoughStake(uid)) {
        shares[uid] = BigInteger.valueOf(stake[uid]).shiftLeft(32).divide(sum).longValueExact();
      }
    }
    return shares;
  }

  private boolean hasEnoughStake(int uid) {
    return input.stake()[uid] >= parameters.minStake() || uid == input.owner();
  }

  private boolean[] permits() {
    boolean[] permits = input.permits().clone();
    if (input.owner() != EpochInput.NO_OWNER) {
      permits[input.owner()] = true;
    }
    return permits;
  }

  private long[] activeStake(long[] stake, boolean[] active, boolean[] permits) {
    long[] activeStake = new long[n];
    for (int uid = 0; uid < n; uid++) {
      activeStake[uid] = active[uid] && permits[uid] ? stake[uid] : 0;
    }
    Fixed32.normalize(activeStake);
    return activeStake;
  }

  /** The weights that count, made to add up to one by validator. */
  private FixedRows countedWeights(boolean[] permits) {
    SparseRows set = input.weights();
    FixedRows weights = new FixedRows(n, set.size());
    for (int i = 0; i < n; i++) {
      if (permits[i]) {
        long sum = 0;
        for (int k = set.start(i); k < set.start(i + 1); k++) {
          if (counts(i, set.uid(k))) {
            weights.add(set.uid(k), set.value(k));
            sum += set.value(k);
          }
        }
        weights.endRow(i);
        for (int k = weights.starts[i]; k < weights.starts[i + 1]; k++) {
          weights.values[k] = Fixed32.div(weights.values[k], sum);
        }
      } else {
        weights.endRow(i);
      }
    }
    return weights;
  }

  /**
   * Whether what {@code i} gave {@code j} counts: not to itself, unless it owns the subnet; and not
   * if it was set, or committed to, before the uid went to whom it belongs to now.
   */
  private boolean counts(int i, int j) {
    return (i != j || i == input.owner())
        && input.lastUpdate()[i] > input.registered()[j]
        && input.commits()[i] >= input.registered()[j];
  }

  /**
   * Cuts weights off at the consensus, sums up what is left by validator and, with its stake, by
   * expert. {@code weights} become those for bonds: cut off, or not, or between.
   */
  private void clip(
      FixedRows weights, long[] consensus, long[] activeStake, long[] validatorTrust, long[] rank) {
    long penalty = Fixed32.proportion(parameters.bondsPenalty());
    weights.rewind();
    int start = 0;
    for (int i = 0; i < n; i++) {
      int end = weights.starts[i + 1];
      for (int k = start; k < end; k++) {
        int j = weights.uids[k];
        long weight = weights.values[k];
        long clipped = Math.min(weight, consensus[j]);
        validatorTrust[i] = Fixed32.add(validatorTrust[i], clipped);
        rank[j] = Fixed32.add(rank[j], Fixed32.mul(activeStake[i], clipped));

        long forBonds = weight + Fixed32.mul(penalty, clipped - weight);
        // Without a penalty even a weight of 0 is one; with it, only what is left of it.
        if (penalty == 0 || forBonds > 0 || (penalty == Fixed32.ONE && weight == 0)) {
          weights.add(j, forBonds);
        }
      }
      weights.endRow(i);
      start = end;
    }
  }

  private Bonds bonds(FixedRows weights, long[] consensus, long[] activeStake, long[] incentive) {
    FixedRows old = keptBonds();
    long kept = ((long) parameters.bondsMovingAverage() << 32) / 1_000_000;
    long alpha = Fixed32.ONE - kept;
    return switch (parameters.mode()) {
      case YUMA2 -> Bonds.yuma2(weights, old, activeStake, incentive, alpha);
      case YUMA3 -> {
        toProportions(old);
        yield Bonds.yuma3(Bonds.average(weights, old, alpha), activeStake, incentive);
      }
      case YUMA3_LIQUID -> {
        toProportions(old);
        FixedRows held =
            anyOf(consensus)
                ? Bonds.average(weights, old, consensus, new LiquidAlpha(parameters))
                : Bonds.average(weights, old, alpha);
        yield Bonds.yuma3(held, activeStake, incentive);
      }
    };
  }

  /** The bonds of the epoch before, without those of uids that have changed hands since. */
  private FixedRows keptBonds() {
    SparseRows stored = input.bonds();
    FixedRows kept = new FixedRows(n, stored.size());
    for (int i = 0; i < n; i++) {
      for (int k = stored.start(i); k < stored.start(i + 1); k++) {
        if (wasThere(stored.uid(k))) {
          kept.add(stored.uid(k), stored.value(k));
        }
      }
      kept.endRow(i);
    }
    return kept;
  }

  /** Whether a uid already belonged to whom it belongs to now when the epoch before was run. */
  private boolean wasThere(int uid) {
    long registered = input.registered()[uid];
    return input.lastStep() == 0
        ? registered < Math.max(0, input.block() - parameters.tempo())
        : registered <= input.lastStep();
  }

  private static void toProportions(FixedRows bonds) {
    for (int k = 0; k < bonds.starts[bonds.rows()]; k++) {
      bonds.values[k] = Fixed32.div(bonds.values[k], 65_535);
    }
  }

  private static boolean anyOf(long[] values) {
    for (long value : values) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  private static int[] parts(long[] values) {
    int[] parts = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      parts[i] = Fixed32.parts(values[i]);
    }
    return parts;
  }
}
