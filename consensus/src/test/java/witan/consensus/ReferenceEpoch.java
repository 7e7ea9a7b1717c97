package witan.consensus;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The mechanics read out one after another, as slowly as they are written: numbers without end,
 * rows as maps, the median by pivoting as on the chain. What {@link Epoch} is compared with where
 * no vector goes.
 */
final class ReferenceEpoch {

  private static final BigInteger ZERO = BigInteger.ZERO;
  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(32);
  private static final BigInteger U16 = BigInteger.valueOf(65_535);

  private final EpochInput in;
  private final EpochParameters p;
  private final int n;

  private ReferenceEpoch(EpochInput in, EpochParameters p) {
    this.in = in;
    this.p = p;
    n = in.size();
  }

  static EpochOutcome run(EpochInput input, EpochParameters parameters) {
    return new ReferenceEpoch(input, parameters).run();
  }

  private EpochOutcome run() {
    boolean[] active = new boolean[n];
    boolean[] permits = in.permits().clone();
    BigInteger[] stake = new BigInteger[n];
    for (int i = 0; i < n; i++) {
      active[i] = in.lastUpdate()[i] + p.activityCutoff() >= in.block();
      permits[i] |= i == in.owner();
      boolean enough = in.stake()[i] >= p.minStake() || i == in.owner();
      stake[i] = enough ? BigInteger.valueOf(in.stake()[i]) : ZERO;
    }
    BigInteger all = sum(stake);
    for (int i = 0; i < n; i++) {
      // 64 bits after the point, of which the lower 32 are dropped.
      stake[i] = all.signum() == 0 ? ZERO : stake[i].shiftLeft(64).divide(all).shiftRight(32);
    }
    BigInteger[] s = stake;
    boolean[] newPermits = new boolean[n];
    List<Integer> ranked =
        IntStream.range(0, n).boxed().sorted(Comparator.comparing((Integer i) -> s[i])).toList();
    for (int k = 0; k < n; k++) {
      int uid = ranked.get(k);
      newPermits[uid] = k >= n - p.maxValidators() && stake[uid].signum() > 0 || uid == in.owner();
    }
    BigInteger[] a = new BigInteger[n];
    for (int i = 0; i < n; i++) {
      a[i] = active[i] && permits[i] ? stake[i] : ZERO;
    }
    a = shares(a, sum(a));

    List<Map<Integer, BigInteger>> w = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Map<Integer, BigInteger> row = new TreeMap<>();
      for (int[] pair : in.weights().row(i)) {
        int j = pair[0];
        boolean own = i == j && i != in.owner();
        boolean old = in.lastUpdate()[i] <= in.registered()[j];
        boolean committedBefore = in.commits()[i] < in.registered()[j];
        if (permits[i] && !own && !old && !committedBefore) {
          row.put(j, BigInteger.valueOf(pair[1]).shiftLeft(32));
        }
      }
      BigInteger total = sum(row.values().toArray(BigInteger[]::new));
      row.replaceAll((j, value) -> div(value, total));
      w.add(row);
    }
    BigInteger[] c = new BigInteger[n];
    for (int j = 0; j < n; j++) {
      c[j] = median(a, w, j);
    }
    List<Map<Integer, BigInteger>> clipped = new ArrayList<>();
    BigInteger[] trust = zeros();
    BigInteger[] rank = zeros();
    for (int i = 0; i < n; i++) {
      Map<Integer, BigInteger> row = new TreeMap<>();
      for (Map.Entry<Integer, BigInteger> e : w.get(i).entrySet()) {
        int j = e.getKey();
        if (c[j].compareTo(e.getValue()) >= 0) {
          row.put(j, e.getValue());
        } else if (c[j].signum() > 0) {
          row.put(j, c[j]);
        }
      }
      clipped.add(row);
      for (Map.Entry<Integer, BigInteger> e : row.entrySet()) {
        trust[i] = trust[i].add(e.getValue());
        rank[e.getKey()] = rank[e.getKey()].add(mul(a[i], e.getValue()));
      }
    }
    BigInteger[] incentive = shares(rank, sum(rank));

    List<Map<Integer, BigInteger>> forBonds = new ArrayList<>();
    BigInteger beta = div(BigInteger.valueOf(p.bondsPenalty()), U16);
    for (int i = 0; i < n; i++) {
      if (p.bondsPenalty() == 0) {
        forBonds.add(w.get(i));
      } else if (p.bondsPenalty() == 65_535) {
        forBonds.add(clipped.get(i));
      } else {
        Map<Integer, BigInteger> row = new TreeMap<>();
        for (int j = 0; j < n; j++) {
          BigInteger from = w.get(i).getOrDefault(j, ZERO);
          BigInteger to = clipped.get(i).getOrDefault(j, ZERO);
          BigInteger between = from.add(mul(beta, to.subtract(from)));
          if (between.signum() > 0) {
            row.put(j, between);
          }
        }
        forBonds.add(row);
      }
    }
    long lastTempo = in.lastStep() == 0 ? Math.max(0, in.block() - p.tempo()) : in.lastStep() + 1;
    List<Map<Integer, BigInteger>> old = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Map<Integer, BigInteger> row = new TreeMap<>();
      for (int[] pair : in.bonds().row(i)) {
        if (lastTempo > in.registered()[pair[0]]) {
          row.put(pair[0], BigInteger.valueOf(pair[1]).shiftLeft(32));
        }
      }
      old.add(row);
    }
    BigInteger alpha =
        ONE.subtract(
            BigInteger.valueOf(p.bondsMovingAverage())
                .shiftLeft(64)
                .divide(BigInteger.valueOf(1_000_000))
                .shiftRight(32));
    List<Map<Integer, BigInteger>> bonds;
    BigInteger[] dividends = zeros();
    if (p.mode() == Mode.YUMA2) {
      List<Map<Integer, BigInteger>> bought = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        Map<Integer, BigInteger> row = new TreeMap<>(forBonds.get(i));
        BigInteger own = a[i];
        row.replaceAll((j, value) -> mul(value, own));
        bought.add(row);
      }
      bonds = columnShares(average(columnShares(bought), columnShares(old), alpha));
      for (int i = 0; i < n; i++) {
        for (Map.Entry<Integer, BigInteger> e : bonds.get(i).entrySet()) {
          dividends[i] = dividends[i].add(mul(incentive[e.getKey()], e.getValue()));
        }
      }
      BigInteger[] most = zeros();
      bonds.forEach(row -> row.forEach((j, value) -> most[j] = most[j].max(value)));
      bonds.forEach(row -> row.replaceAll((j, value) -> div(value, most[j])));
    } else {
      old.forEach(row -> row.replaceAll((j, value) -> div(value, U16.shiftLeft(32))));
      bonds =
          p.mode() == Mode.YUMA3_LIQUID && sum(c).signum() != 0
              ? liquid(forBonds, old, c)
              : average(forBonds, old, alpha);
      List<Map<Integer, BigInteger>> shares = columnShares(bonds);
      for (int i = 0; i < n; i++) {
        BigInteger earned = ZERO;
        for (Map.Entry<Integer, BigInteger> e : shares.get(i).entrySet()) {
          earned = earned.add(mul(e.getValue(), incentive[e.getKey()]));
        }
        dividends[i] = mul(earned, a[i]);
      }
    }
    dividends = shares(dividends, sum(dividends));

    BigInteger[] combined = new BigInteger[n];
    for (int i = 0; i < n; i++) {
      combined[i] = incentive[i].add(dividends[i]);
    }
    BigInteger e = sum(combined);
    BigInteger[] server = shares(incentive, e);
    BigInteger[] validator = shares(dividends, e);
    combined = shares(combined, e);
    if (e.signum() == 0) {
      validator = sum(a).signum() == 0 ? stake : a;
      combined = validator;
    }
    int[][][] stored = new int[n][0][];
    for (int i = 0; i < n; i++) {
      if (newPermits[i]) {
        stored[i] =
            bonds.get(i).entrySet().stream()
                .map(b -> new int[] {b.getKey(), part(b.getValue())})
                .filter(pair -> pair[1] > 0)
                .toArray(int[][]::new);
      }
    }
    return new EpochOutcome(
        parts(stake),
        active,
        parts(c),
        parts(incentive),
        parts(dividends),
        parts(trust),
        rao(server),
        rao(validator),
        rao(combined),
        newPermits,
        SparseRows.of(stored));
  }

  private BigInteger median(BigInteger[] a, List<Map<Integer, BigInteger>> w, int j) {
    List<BigInteger> scores = new ArrayList<>();
    List<BigInteger> staked = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (a[i].signum() > 0) {
        scores.add(w.get(i).getOrDefault(j, ZERO));
        staked.add(a[i]);
      }
    }
    BigInteger[] share = shares(staked.toArray(BigInteger[]::new), sum(staked));
    BigInteger minority = sum(share).subtract(div(BigInteger.valueOf(p.kappa()), U16));
    List<Integer> partition = IntStream.range(0, share.length).boxed().toList();
    BigInteger lo = ZERO;
    BigInteger hi = sum(share);
    while (partition.size() > 1) {
      BigInteger pivot = scores.get(partition.get(partition.size() / 2));
      List<Integer> lower =
          partition.stream().filter(i -> scores.get(i).compareTo(pivot) < 0).toList();
      List<Integer> upper =
          partition.stream().filter(i -> scores.get(i).compareTo(pivot) > 0).toList();
      BigInteger below = lo.add(sum(lower.stream().map(i -> share[i]).toList()));
      BigInteger upTo = hi.subtract(sum(upper.stream().map(i -> share[i]).toList()));
      if (minority.compareTo(below) < 0 && !lower.isEmpty()) {
        partition = lower;
        hi = below;
      } else if (upTo.compareTo(minority) <= 0 && !upper.isEmpty()) {
        partition = upper;
        lo = upTo;
      } else {
        return pivot;
      }
    }
    return partition.isEmpty() ? ZERO : scores.get(partition.getFirst());
  }

  private List<Map<Integer, BigInteger>> average(
      List<Map<Integer, BigInteger>> fresh, List<Map<Integer, BigInteger>> old, BigInteger alpha) {
    List<Map<Integer, BigInteger>> mixed = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Map<Integer, BigInteger> row = new TreeMap<>();
      for (int j = 0; j < n; j++) {
        BigInteger value =
            mul(alpha, fresh.get(i).getOrDefault(j, ZERO))
                .add(mul(ONE.subtract(alpha), old.get(i).getOrDefault(j, ZERO)));
        if (value.signum() > 0) {
          row.put(j, value);
        }
      }
      mixed.add(row);
    }
    return mixed;
  }

  private List<Map<Integer, BigInteger>> liquid(
      List<Map<Integer, BigInteger>> fresh, List<Map<Integer, BigInteger>> old, BigInteger[] c) {
    List<Map<Integer, BigInteger>> mixed = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Map<Integer, BigInteger> row = new TreeMap<>();
      for (Map.Entry<Integer, BigInteger> e : fresh.get(i).entrySet()) {
        int j = e.getKey();
        BigInteger bond = old.get(i).getOrDefault(j, ZERO);
        BigInteger alpha = alpha(c[j], e.getValue(), bond);
        BigInteger value =
            mul(ONE.subtract(alpha), bond).add(mul(alpha, e.getValue()).max(ZERO)).min(ONE);
        if (value.signum() > 0) {
          row.put(j, value);
        }
      }
      mixed.add(row);
    }
    return mixed;
  }

  private BigInteger alpha(BigInteger consensus, BigInteger weight, BigInteger bond) {
    BigInteger buy = weight.subtract(consensus).max(ZERO).min(ONE);
    BigInteger sell = bond.subtract(weight).max(ZERO).min(ONE);
    BigInteger distance = weight.compareTo(bond) >= 0 ? buy : sell;
    BigInteger low = div(BigInteger.valueOf(p.alphaLow()), U16);
    BigInteger high = div(BigInteger.valueOf(p.alphaHigh()), U16);
    BigInteger slope =
        div(BigInteger.valueOf(p.alphaSteepness()).shiftLeft(32), BigInteger.valueOf(-100L << 32));
    BigInteger power = exp(mul(slope, distance.subtract(ONE.shiftRight(1))));
    BigInteger sigmoid = div(ONE, ONE.add(power));
    return low.add(mul(sigmoid, high.subtract(low))).min(high).max(low);
  }

  static BigInteger exp(BigInteger x) {
    BigInteger limit = BigInteger.valueOf(20).shiftLeft(32);
    BigInteger cut = x.max(limit.negate()).min(limit);
    if (cut.signum() == 0) {
      return ONE;
    }
    if (cut.equals(ONE)) {
      // e with 23 bits after the point: 2.71828174591064453125
      return BigInteger.valueOf(22_802_600L << 9);
    }
    BigInteger size = cut.abs();
    BigInteger term = size;
    BigInteger sum = size.add(ONE);
    for (int i = 2; i < 32; i++) {
      term = div(mul(term, size), BigInteger.valueOf(i).shiftLeft(32));
      sum = sum.add(term);
    }
    return cut.signum() < 0 ? div(ONE, sum) : sum;
  }

  private List<Map<Integer, BigInteger>> columnShares(List<Map<Integer, BigInteger>> rows) {
    BigInteger[] sums = zeros();
    rows.forEach(row -> row.forEach((j, value) -> sums[j] = sums[j].add(value)));
    List<Map<Integer, BigInteger>> shares = new ArrayList<>();
    for (Map<Integer, BigInteger> row : rows) {
      Map<Integer, BigInteger> copy = new TreeMap<>(row);
      copy.replaceAll((j, value) -> sums[j].signum() == 0 ? value : div(value, sums[j]));
      shares.add(copy);
    }
    return shares;
  }

  private static BigInteger[] shares(BigInteger[] values, BigInteger sum) {
    BigInteger[] shares = values.clone();
    for (int i = 0; i < shares.length && sum.signum() != 0; i++) {
      shares[i] = div(shares[i], sum);
    }
    return shares;
  }

  /** Rounded towards 0. */
  private static BigInteger div(BigInteger a, BigInteger b) {
    return b.signum() == 0 ? ZERO : a.shiftLeft(32).divide(b);
  }

  /** Rounded down. */
  private static BigInteger mul(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(32);
  }

  private static BigInteger sum(List<BigInteger> values) {
    return sum(values.toArray(BigInteger[]::new));
  }

  private static BigInteger sum(BigInteger[] values) {
    BigInteger sum = ZERO;
    for (BigInteger value : values) {
      sum = sum.add(value);
    }
    return sum;
  }

  private BigInteger[] zeros() {
    BigInteger[] zeros = new BigInteger[n];
    Arrays.fill(zeros, ZERO);
    return zeros;
  }

  private static int part(BigInteger value) {
    return value.multiply(U16).shiftRight(32).min(U16).max(ZERO).intValueExact();
  }

  private static int[] parts(BigInteger[] values) {
    int[] parts = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      parts[i] = part(values[i]);
    }
    return parts;
  }

  private long[] rao(BigInteger[] shares) {
    long[] rao = new long[n];
    for (int i = 0; i < n; i++) {
      rao[i] = mul(shares[i], BigInteger.valueOf(in.emission())).longValueExact();
    }
    return rao;
  }
}
