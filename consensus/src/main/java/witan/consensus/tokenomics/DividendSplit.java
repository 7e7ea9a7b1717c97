package witan.consensus.tokenomics;

import java.math.BigInteger;

/**
 * A validator's dividend, split between it and its nominators in the order of 2023: everybody by
 * the stake before this dividend. (Today's chain stakes the take first, so that the validator earns
 * on what it has just taken.)
 *
 * <p>Take, parts and dust together are the dividend. The validator's owner is paid take and dust,
 * and what the hotkey earned as an expert, after the others; its own stake is one of the
 * nominators.
 *
 * @param take rao
 * @param parts rao of each nominator, in the order of their stakes
 * @param dust rao that rounding left over: fewer than nominators, unless nobody has any stake
 */
public record DividendSplit(long take, long[] parts, long dust) {

  /**
   * @param dividend rao
   * @param take in parts of 65,535
   * @param stakes rao of each nominator, the owner's own among them
   */
  public static DividendSplit of(long dividend, int take, long[] stakes) {
    long taken = Parts.of(dividend, take);
    BigInteger rest = BigInteger.valueOf(dividend - taken);
    BigInteger total = BigInteger.ZERO;
    for (long stake : stakes) {
      if (stake < 0) {
        throw new IllegalArgumentException("stake is negative: " + stake);
      }
      total = total.add(BigInteger.valueOf(stake));
    }
    long[] parts = new long[stakes.length];
    long dust = dividend - taken;
    for (int i = 0; i < stakes.length; i++) {
      if (stakes[i] > 0) {
        parts[i] = part(rest, BigInteger.valueOf(stakes[i]), total);
        dust -= parts[i];
      }
    }
    return new DividendSplit(taken, parts, dust);
  }

  /** The chain cuts the share off after 64 bits before it multiplies. */
  private static long part(BigInteger rest, BigInteger stake, BigInteger total) {
    return stake.shiftLeft(64).divide(total).multiply(rest).shiftRight(64).longValueExact();
  }
}
