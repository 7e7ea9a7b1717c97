package witan.consensus.tokenomics;

/**
 * When a subnet's epoch is due: each tempo + 1 blocks, no two subnets with close ids in one block.
 * The rule of 2023; today's chain counts from the subnet's last epoch.
 *
 * <p>Due is where {@code (block + netuid + 1) mod (tempo + 1)} is the tempo. Comments in the
 * chain's code say 0, which is the block after; its code and its tests mean this one.
 */
public final class Schedule {

  /** What the chain answers where there never is an epoch. */
  private static final long NEVER = 1_000;

  private Schedule() {}

  /** Whether the epoch is run in this block; never with a tempo of 0. */
  public static boolean isDue(int netuid, int tempo, long block) {
    return blocksLeft(netuid, tempo, block) == 0;
  }

  /** How many blocks there are until the next epoch, 0 if it is due now; 1,000 at tempo 0. */
  public static long blocksLeft(int netuid, int tempo, long block) {
    if (netuid < 0 || tempo < 0 || block < 0) {
      throw new IllegalArgumentException(
          "netuid, tempo and block are not negative: " + netuid + ", " + tempo + ", " + block);
    }
    if (tempo == 0) {
      return NEVER;
    }
    long period = tempo + 1L;
    return tempo - (block % period + netuid + 1) % period;
  }

  /**
   * How many epochs a subnet could have had before this block, which lies in the next one: {@code
   * get_epoch_index} of subtensor's {@code subnets/weights.rs}.
   */
  public static long index(int netuid, int tempo, long block) {
    return (block + netuid + 1) / (tempo + 1L);
  }

  /** The first block of which {@link #index} says so. */
  public static long firstBlock(int netuid, int tempo, long index) {
    return index * (tempo + 1L) - netuid - 1;
  }
}
