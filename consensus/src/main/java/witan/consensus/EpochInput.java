package witan.consensus;

import java.util.Arrays;

/**
 * What an epoch is computed from: a subnet's neurons, by uid, and what is to be shared out.
 *
 * @param block the height of the epoch
 * @param lastStep the height of the epoch before; 0 if there was none
 * @param owner the uid of the subnet's owner, or {@link #NO_OWNER}; it always has a permit, may
 *     weigh itself and needs no minimum of stake
 * @param stake rao behind each neuron
 * @param lastUpdate the block at which each set its weights
 * @param registered the block at which each was registered
 * @param permits who was allowed to validate by the epoch before
 * @param commits the block of each neuron's oldest unexpired commit, {@code Long.MAX_VALUE} without
 *     one; {@link #noCommits} where weights are set openly
 * @param weights what each gave to each
 * @param bonds what each held of each after the epoch before
 * @param emission rao to be shared out
 */
public record EpochInput(
    long block,
    long lastStep,
    int owner,
    long[] stake,
    long[] lastUpdate,
    long[] registered,
    boolean[] permits,
    long[] commits,
    SparseRows weights,
    SparseRows bonds,
    long emission) {

  public static final int NO_OWNER = -1;

  /** A uid has 16 bits. */
  private static final int MOST_NEURONS = 1 << 16;

  public EpochInput {
    int n = stake.length;
    if (n > MOST_NEURONS) {
      throw new IllegalArgumentException("a subnet has at most 65,536 neurons, not " + n);
    }
    length("lastUpdate", lastUpdate.length, n);
    length("registered", registered.length, n);
    length("permits", permits.length, n);
    length("commits", commits.length, n);
    rows("weights", weights, n);
    rows("bonds", bonds, n);
    if (owner < NO_OWNER || owner >= n) {
      throw new IllegalArgumentException("owner is none of the " + n + " uids: " + owner);
    }
    notNegative("block", block);
    notNegative("lastStep", lastStep);
    notNegative("emission", emission);
    for (int uid = 0; uid < n; uid++) {
      notNegative("stake", stake[uid]);
      notNegative("lastUpdate", lastUpdate[uid]);
      notNegative("registered", registered[uid]);
    }
  }

  /** Nobody has committed to anything. */
  public static long[] noCommits(int neurons) {
    long[] commits = new long[neurons];
    Arrays.fill(commits, Long.MAX_VALUE);
    return commits;
  }

  /** How many neurons there are. */
  public int size() {
    return stake.length;
  }

  private static void length(String name, int length, int neurons) {
    if (length != neurons) {
      throw new IllegalArgumentException(name + " has " + length + " of " + neurons + " neurons");
    }
  }

  private static void rows(String name, SparseRows rows, int neurons) {
    length(name, rows.rows(), neurons);
    for (int row = 0; row < neurons; row++) {
      int end = rows.start(row + 1);
      if (end > rows.start(row) && rows.uid(end - 1) >= neurons) {
        throw new IllegalArgumentException(
            name + " of uid " + row + " name uid " + rows.uid(end - 1) + " of " + neurons);
      }
    }
  }

  private static void notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
  }
}
