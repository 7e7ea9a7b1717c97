package witan.consensus;

/**
 * What is paid, in rao, by uid. Each share is rounded down, so that never more is paid than there
 * is.
 *
 * @param server for incentive
 * @param validator for dividends
 * @param combined for both, rounded down once
 */
record Emission(long[] server, long[] validator, long[] combined) {

  /**
   * Shares {@code rao} out by incentive and dividends; by stake where nobody earned either, by that
   * of active validators if there is any.
   */
  static Emission of(
      long rao, long[] incentive, long[] dividends, long[] stake, long[] activeStake) {
    int n = stake.length;
    long[] server = incentive.clone();
    long[] validator = dividends.clone();
    long[] combined = new long[n];
    for (int uid = 0; uid < n; uid++) {
      combined[uid] = Fixed32.add(incentive[uid], dividends[uid]);
    }
    long sum = Fixed32.sum(combined);
    if (sum == 0) {
      long[] shares = Fixed32.sum(activeStake) == 0 ? stake : activeStake;
      validator = shares.clone();
      combined = shares.clone();
    } else {
      Fixed32.normalize(server, sum);
      Fixed32.normalize(validator, sum);
      Fixed32.normalize(combined, sum);
    }
    multiply(server, rao);
    multiply(validator, rao);
    multiply(combined, rao);
    return new Emission(server, validator, combined);
  }

  private static void multiply(long[] shares, long rao) {
    for (int uid = 0; uid < shares.length; uid++) {
      // A fraction of 32 bits times a whole number, without the fraction: the same product.
      shares[uid] = Fixed32.mul(shares[uid], rao);
    }
  }
}
