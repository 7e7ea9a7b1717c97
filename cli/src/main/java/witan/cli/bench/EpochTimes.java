package witan.cli.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import witan.cli.Json;
import witan.consensus.Epoch;
import witan.consensus.EpochInput;
import witan.consensus.EpochOutcome;
import witan.consensus.EpochParameters;
import witan.consensus.Mode;
import witan.consensus.SparseRows;

/**
 * How long an epoch takes to compute, from a snapshot in memory to the outcome in memory: 64
 * validators, each with weights for all neurons and bonds of all, none of them round.
 *
 * <p>A program of its own, as the command line runs with the quick compiler only.
 */
final class EpochTimes {

  private static final int VALIDATORS = 64;

  /** By then everything is compiled. */
  private static final int WARM_UPS = 30;

  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();

  private static final long EMISSION = 41_000_000_000L;

  /**
   * What one kind of epoch took, the median of all rounds.
   *
   * @param millis by the clock
   * @param processorMillis of the one thread that computes, whatever else runs on the machine
   */
  record Time(int neurons, String mode, double millis, double processorMillis) {}

  private EpochTimes() {}

  /**
   * Prints a {@link Time} for each number of neurons and mode; the arguments are rounds, neurons.
   */
  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    List<Kind> kinds = new ArrayList<>();
    for (int k = 1; k < args.length; k++) {
      EpochInput input = input(Integer.parseInt(args[k]));
      for (Mode mode : Mode.values()) {
        kinds.add(new Kind(input, mode, new double[rounds], new double[rounds]));
      }
    }
    // Kinds take turns, so that what else runs on the machine slows all of them.
    for (int round = -WARM_UPS; round < rounds; round++) {
      for (Kind kind : kinds) {
        kind.run(round);
      }
    }
    System.out.println(Json.pretty(kinds.stream().map(Kind::time).toList()));
  }

  /** One kind of epoch, and what each round took. */
  private record Kind(EpochInput input, Mode mode, double[] millis, double[] processorMillis) {

    void run(int round) {
      long start = System.nanoTime();
      long processorStart = CLOCK.getCurrentThreadCpuTime();
      EpochOutcome outcome = Epoch.run(input, EpochParameters.NEW_SUBNET.with(mode));
      long processorTime = CLOCK.getCurrentThreadCpuTime() - processorStart;
      long time = System.nanoTime() - start;
      long paid = Arrays.stream(outcome.emission()).sum();
      if (paid == 0 || paid > EMISSION) {
        throw new IllegalStateException("an epoch paid " + paid + " of " + EMISSION + " rao");
      }
      if (round >= 0) {
        millis[round] = time / 1e6;
        processorMillis[round] = processorTime / 1e6;
      }
    }

    Time time() {
      return new Time(input.size(), mode.toString(), median(millis), median(processorMillis));
    }

    private static double median(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      return sorted[sorted.length / 2];
    }
  }

  private static EpochInput input(int neurons) {
    SplittableRandom random = new SplittableRandom(neurons);
    long[] stake = new long[neurons];
    boolean[] permits = new boolean[neurons];
    int[][][] weights = new int[neurons][0][];
    int[][][] bonds = new int[neurons][0][];
    int[] quality = random.ints(neurons, 1, 60_000).toArray();
    for (int i = 0; i < VALIDATORS; i++) {
      stake[i] = random.nextLong(1_000_000_000_000L, 1_000_000_000_000_000L);
      permits[i] = true;
      weights[i] = new int[neurons][];
      bonds[i] = new int[neurons][];
      for (int j = 0; j < neurons; j++) {
        // Validators agree on who is good, roughly.
        weights[i][j] = new int[] {j, random.nextInt(quality[j], quality[j] + 5_000)};
        bonds[i][j] = new int[] {j, random.nextInt(1, 65_536)};
      }
    }
    long block = 10_000;
    long[] updated = new long[neurons];
    Arrays.fill(updated, block - 1);
    return new EpochInput(
        block,
        block - 100,
        EpochInput.NO_OWNER,
        stake,
        updated,
        new long[neurons],
        permits,
        EpochInput.noCommits(neurons),
        SparseRows.of(weights),
        SparseRows.of(bonds),
        EMISSION);
  }
}
