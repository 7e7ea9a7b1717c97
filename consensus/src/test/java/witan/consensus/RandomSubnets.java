package witan.consensus;

import java.util.SplittableRandom;
import java.util.TreeMap;

/** Subnets of all kinds, the odd ones among them, the same for a seed. */
final class RandomSubnets {

  private final SplittableRandom random;

  RandomSubnets(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Mostly ordinary rules. */
  EpochParameters parameters() {
    Mode mode = Mode.values()[random.nextInt(3)];
    int low = random.nextInt(65_536);
    return new EpochParameters(
        mode,
        random.nextInt(20),
        oneOf(5_000, 5_000, 3, 0),
        oneOf(32_767, 32_767, 65_535, 0, random.nextInt(65_536)),
        oneOf(65_535, 0, random.nextInt(65_536)),
        oneOf(900_000, 975_000, 0, 1_000_000, random.nextInt(1_000_001)),
        oneOf(64, 3, 1, 0),
        oneOf(0, 0, 2),
        low,
        random.nextInt(low, 65_536),
        oneOf(1_000, 1_000, 0, -1_000, 32_767, random.nextInt(-32_768, 32_768)));
  }

  /** Neurons that set what they like, some of them late, out of date or without stake. */
  EpochInput input() {
    int n = oneOf(1, 2, 5, 12, 30);
    long block = random.nextInt(1, 40);
    long[] stake = new long[n];
    long[] updated = new long[n];
    long[] registered = new long[n];
    boolean[] permits = new boolean[n];
    long[] commits = EpochInput.noCommits(n);
    boolean committing = random.nextInt(3) == 0;
    long most = random.nextBoolean() ? 4 : 21_000_000_000_000_000L;
    for (int uid = 0; uid < n; uid++) {
      stake[uid] = random.nextInt(3) == 0 ? 0 : random.nextLong(most);
      registered[uid] = random.nextInt(4) == 0 ? random.nextLong(block + 1) : 0;
      updated[uid] = random.nextInt(4) == 0 ? random.nextLong(block + 1) : block;
      permits[uid] = random.nextInt(4) > 0;
      if (committing && random.nextBoolean()) {
        commits[uid] = random.nextLong(block + 1);
      }
    }
    return new EpochInput(
        block,
        random.nextBoolean() ? 0 : random.nextLong(block),
        random.nextInt(3) == 0 ? random.nextInt(n) : EpochInput.NO_OWNER,
        stake,
        updated,
        registered,
        permits,
        commits,
        rows(n),
        rows(n),
        oneOf(0L, 1L, 41_000_000_000L, 41_000_000_000L, Long.MAX_VALUE));
  }

  private SparseRows rows(int n) {
    int[][][] rows = new int[n][][];
    int kind = random.nextInt(4);
    for (int i = 0; i < n; i++) {
      TreeMap<Integer, Integer> row = new TreeMap<>();
      for (int k = random.nextInt(2 * n + 1); k > 0; k--) {
        row.put(
            random.nextInt(n),
            switch (kind) {
              case 0 -> oneOf(0, 65_535);
              case 1 -> random.nextInt(3);
              default -> random.nextInt(65_536);
            });
      }
      rows[i] =
          row.entrySet().stream()
              .map(e -> new int[] {e.getKey(), e.getValue()})
              .toArray(int[][]::new);
    }
    return SparseRows.of(rows);
  }

  private int oneOf(int... values) {
    return values[random.nextInt(values.length)];
  }

  private long oneOf(long... values) {
    return values[random.nextInt(values.length)];
  }
}
