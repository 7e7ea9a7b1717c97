package witan.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EpochTest {

  private static final int TRIES = 400;

  @Test
  void whateverTheSubnetItIsTheMechanicsReadOut() {
    isTheMechanicsReadOut(0, TRIES);
  }

  @Tag("long")
  @Test
  void whateverTheSubnetItIsTheMechanicsReadOutForLong() {
    isTheMechanicsReadOut(TRIES, 100 * TRIES);
  }

  private static void isTheMechanicsReadOut(int from, int to) {
    for (int seed = from; seed < to; seed++) {
      RandomSubnets random = new RandomSubnets(seed);
      EpochInput input = random.input();
      EpochParameters parameters = random.parameters();

      assertThat(Epoch.run(input, parameters))
          .as("seed %d", seed)
          .usingRecursiveComparison()
          .isEqualTo(ReferenceEpoch.run(input, parameters));
    }
  }

  @Test
  void neverMoreIsPaidThanThereIs() {
    for (int seed = 0; seed < TRIES; seed++) {
      RandomSubnets random = new RandomSubnets(seed);
      EpochInput input = random.input();
      EpochOutcome outcome = Epoch.run(input, random.parameters());

      BigInteger emission = BigInteger.valueOf(input.emission());
      assertThat(sum(outcome.serverEmission()).add(sum(outcome.validatorEmission())))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(emission);
      assertThat(sum(outcome.emission())).isLessThanOrEqualTo(emission);
      for (long rao : outcome.emission()) {
        assertThat(rao).isNotNegative();
      }
      assertThat(Arrays.stream(outcome.incentive()).sum()).isLessThanOrEqualTo(65_535);
      assertThat(Arrays.stream(outcome.dividends()).sum()).isLessThanOrEqualTo(65_535);
    }
  }

  @Test
  void extremesAreComputedLikeAnyOther() {
    long[][] stakes = {
      {Long.MAX_VALUE},
      {0},
      {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE},
      {1, Long.MAX_VALUE, 0, Long.MAX_VALUE},
      LongStream.generate(() -> Long.MAX_VALUE).limit(40).toArray()
    };
    for (long[] stake : stakes) {
      int n = stake.length;
      boolean[] permits = new boolean[n];
      Arrays.fill(permits, true);
      long[] late = new long[n];
      Arrays.fill(late, Long.MAX_VALUE);
      int[][] all =
          IntStream.range(0, n).mapToObj(j -> new int[] {j, 65_535}).toArray(int[][]::new);
      int[][][] rows = new int[n][][];
      Arrays.fill(rows, all);
      for (Mode mode : Mode.values()) {
        EpochInput input =
            new EpochInput(
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                0,
                stake,
                late,
                new long[n],
                permits,
                new long[n],
                SparseRows.of(rows),
                SparseRows.of(rows),
                Long.MAX_VALUE);
        EpochParameters parameters = EpochParameters.NEW_SUBNET.with(mode);
        EpochOutcome outcome = Epoch.run(input, parameters);

        assertThat(outcome)
            .usingRecursiveComparison()
            .isEqualTo(ReferenceEpoch.run(withEarlierBlocks(input), parameters));
        assertThat(sum(outcome.emission())).isLessThanOrEqualTo(BigInteger.valueOf(Long.MAX_VALUE));
      }
    }
  }

  /** The reference adds to heights without looking whether they end. */
  private static EpochInput withEarlierBlocks(EpochInput input) {
    long[] earlier = new long[input.size()];
    Arrays.fill(earlier, 1_000_000);
    return new EpochInput(
        1_000_000,
        1_000_000,
        input.owner(),
        input.stake(),
        earlier,
        input.registered(),
        input.permits(),
        input.commits(),
        input.weights(),
        input.bonds(),
        input.emission());
  }

  @Test
  void permitsCountFromTheNextEpochOn() {
    for (int seed = 0; seed < TRIES; seed++) {
      RandomSubnets random = new RandomSubnets(seed);
      EpochInput input = random.input();
      EpochParameters parameters = random.parameters();
      boolean[] permits = new boolean[input.size()];
      EpochInput nobody = with(input, EpochInput.NO_OWNER, permits, input.weights());

      EpochOutcome outcome = Epoch.run(nobody, parameters);
      assertThat(outcome.incentive()).as("seed %d", seed).containsOnly(0);
      // Who may validate next does not depend on who may now.
      assertThat(outcome.permits())
          .isEqualTo(
              Epoch.run(
                      with(input, EpochInput.NO_OWNER, input.permits(), input.weights()),
                      parameters)
                  .permits());
    }
  }

  @Test
  void whatSomebodyWithoutAPermitSaysChangesNothing() {
    for (int seed = 0; seed < TRIES; seed++) {
      RandomSubnets random = new RandomSubnets(seed);
      EpochInput input = random.input();
      EpochParameters parameters = random.parameters();
      int[][][] rows = new int[input.size()][0][];
      for (int i = 0; i < rows.length; i++) {
        boolean heard = input.permits()[i] || i == input.owner();
        rows[i] = heard ? input.weights().row(i) : new int[0][];
      }
      EpochInput silenced = with(input, input.owner(), input.permits(), SparseRows.of(rows));

      assertThat(Epoch.run(silenced, parameters))
          .as("seed %d", seed)
          .usingRecursiveComparison()
          .isEqualTo(Epoch.run(input, parameters));
    }
  }

  @Test
  void uidsAreNamesOnly() {
    for (int seed = 0; seed < TRIES; seed++) {
      RandomSubnets random = new RandomSubnets(seed);
      EpochInput input = random.input();
      EpochParameters parameters = random.parameters();
      int n = input.size();
      int[] renamed = shuffled(n, new SplittableRandom(seed));
      EpochOutcome before = Epoch.run(input, parameters);
      EpochOutcome after = Epoch.run(renamed(input, renamed), parameters);

      boolean permitsAgree = true;
      for (int uid = 0; uid < n; uid++) {
        int other = renamed[uid];
        assertThat(after.consensus()[other]).as("seed %d", seed).isEqualTo(before.consensus()[uid]);
        assertThat(after.incentive()[other]).isEqualTo(before.incentive()[uid]);
        assertThat(after.dividends()[other]).isEqualTo(before.dividends()[uid]);
        assertThat(after.validatorTrust()[other]).isEqualTo(before.validatorTrust()[uid]);
        assertThat(after.emission()[other]).isEqualTo(before.emission()[uid]);
        permitsAgree &= after.permits()[other] == before.permits()[uid];
      }
      // Of equals it is the uid that decides who gets the last permit, and so keeps bonds.
      if (permitsAgree) {
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            assertThat(after.bonds().at(renamed[i], renamed[j])).isEqualTo(before.bonds().at(i, j));
          }
        }
      }
    }
  }

  private static int[] shuffled(int n, SplittableRandom random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int k = n - 1; k > 0; k--) {
      int other = random.nextInt(k + 1);
      int swapped = order[k];
      order[k] = order[other];
      order[other] = swapped;
    }
    return order;
  }

  private static EpochInput renamed(EpochInput input, int[] names) {
    int n = names.length;
    long[] stake = new long[n];
    long[] updated = new long[n];
    long[] registered = new long[n];
    boolean[] permits = new boolean[n];
    long[] commits = new long[n];
    for (int uid = 0; uid < n; uid++) {
      stake[names[uid]] = input.stake()[uid];
      updated[names[uid]] = input.lastUpdate()[uid];
      registered[names[uid]] = input.registered()[uid];
      permits[names[uid]] = input.permits()[uid];
      commits[names[uid]] = input.commits()[uid];
    }
    return new EpochInput(
        input.block(),
        input.lastStep(),
        input.owner() == EpochInput.NO_OWNER ? EpochInput.NO_OWNER : names[input.owner()],
        stake,
        updated,
        registered,
        permits,
        commits,
        renamed(input.weights(), names),
        renamed(input.bonds(), names),
        input.emission());
  }

  private static SparseRows renamed(SparseRows rows, int[] names) {
    int[][][] renamed = new int[names.length][][];
    for (int i = 0; i < names.length; i++) {
      renamed[names[i]] =
          Arrays.stream(rows.row(i))
              .map(pair -> new int[] {names[pair[0]], pair[1]})
              .sorted((a, b) -> Integer.compare(a[0], b[0]))
              .toArray(int[][]::new);
    }
    return SparseRows.of(renamed);
  }

  private static EpochInput with(
      EpochInput input, int owner, boolean[] permits, SparseRows weights) {
    return new EpochInput(
        input.block(),
        input.lastStep(),
        owner,
        input.stake(),
        input.lastUpdate(),
        input.registered(),
        permits,
        input.commits(),
        weights,
        input.bonds(),
        input.emission());
  }

  private static BigInteger sum(long[] values) {
    return Arrays.stream(values)
        .mapToObj(BigInteger::valueOf)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
