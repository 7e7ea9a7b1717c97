package witan.consensus.simulation;

import java.util.Arrays;
import witan.consensus.Epoch;
import witan.consensus.EpochInput;
import witan.consensus.EpochOutcome;
import witan.consensus.EpochParameters;
import witan.consensus.SparseRows;

/**
 * A subnet of {@code n} neurons that goes on by itself: an epoch hands its permits and bonds to the
 * next, a block passes, and everybody sends weights anew. Nobody joins or leaves.
 *
 * <p>Everybody registered at block 0, the first epoch is at block 2, and the chain drops bonds of
 * those who registered since the last tempo. So, as on the chain, nobody's bonds last before the
 * first tempo is over; with a tempo of 0 they last from the start.
 *
 * <p>Permits count from the epoch after the one that gave them, so one without weights is run
 * before the first: who has stake has a permit then.
 */
record Market(int n, EpochParameters rules, long emission) {

  /** No uid. */
  static final int NONE = -1;

  /**
   * An epoch with these weights and this stake.
   *
   * @param number of the epoch, from 0
   * @param reset the uid in which all bonds are lost before it, or {@link #NONE}
   */
  Scenario.Given given(int number, long[] stake, SparseRows weights, int reset) {
    SparseRows nothing = SparseRows.empty(n);
    return before -> {
      EpochOutcome last =
          before == null
              ? Epoch.run(input(number, stake, nothing, new boolean[n], nothing), rules)
              : before;
      SparseRows bonds = reset == NONE ? last.bonds() : last.bonds().withoutColumn(reset);
      return input(number + 1, stake, weights, last.permits(), bonds);
    };
  }

  private EpochInput input(
      int epoch, long[] stake, SparseRows weights, boolean[] permits, SparseRows bonds) {
    long block = 1L + epoch;
    long[] updated = new long[n];
    Arrays.fill(updated, block);
    return new EpochInput(
        block,
        0,
        EpochInput.NO_OWNER,
        stake,
        updated,
        new long[n],
        permits,
        EpochInput.noCommits(n),
        weights,
        bonds,
        emission);
  }
}
