package witan.consensus.tokenomics;

/** What staking yields a year; for people, so in floating point. */
public final class Yield {

  /** Blocks of 12 seconds. */
  public static final int BLOCKS_PER_DAY = 7_200;

  private static final double DAYS_PER_YEAR = 365.25;

  private Yield() {}

  /** How many epochs a year has, one each {@code blocks} blocks of 12 seconds. */
  public static double epochsPerYear(int blocks) {
    return DAYS_PER_YEAR * BLOCKS_PER_DAY / blocks;
  }

  /**
   * The yearly yield of what a period paid, without compounding: 0.25 is 25 %.
   *
   * @param dividend rao that a period, such as an epoch, paid for {@code stake}, before the take
   * @param take the validator's part, 0 to 1
   */
  public static double apr(double dividend, double stake, double take, double periodsPerYear) {
    return dividend * periodsPerYear * (1 - take) / stake;
  }

  /** The yearly yield if each period's is staked again at its end. */
  public static double apy(double apr, double periodsPerYear) {
    return Math.pow(1 + apr / periodsPerYear, periodsPerYear) - 1;
  }
}
