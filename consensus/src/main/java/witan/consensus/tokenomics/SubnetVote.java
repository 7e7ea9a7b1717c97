package witan.consensus.tokenomics;

import java.math.BigInteger;
import java.util.Arrays;
import witan.consensus.SparseRows;

/**
 * How validators share each block's emission between subnets: a subnet's rank is the stake behind
 * it, its trust the stake that gave it any weight; rank counts the more, the further trust is above
 * kappa. {@code root_epoch} of subtensor's {@code root.rs} of December 2023, in its fixed point of
 * 64 bits after the point (I64F64).
 *
 * @param kappa the trust at which half of the rank counts, in parts of 65,535
 * @param rho how sharply it changes there
 */
public record SubnetVote(int kappa, int rho) {

  /** The chain's. */
  public static final SubnetVote DEFAULT = new SubnetVote(32_767, 10);

  private static final int FRACTION = 64;
  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(FRACTION);

  /**
   * The rao of each subnet a block; all 0 if nobody with stake voted.
   *
   * @param stake rao of each validator
   * @param votes weights of each validator for subnets, by their place in the outcome; each row
   *     counts as a whole, however large its numbers
   * @param subnets how many there are
   * @param blockEmission rao
   */
  public long[] emission(long[] stake, SparseRows votes, int subnets, long blockEmission) {
    BigInteger all = BigInteger.ZERO;
    for (long s : stake) {
      all = all.add(BigInteger.valueOf(s));
    }
    BigInteger[] rank = zeros(subnets);
    BigInteger[] trust = zeros(subnets);
    BigInteger counted = BigInteger.ZERO;
    for (int i = 0; i < stake.length && all.signum() > 0; i++) {
      BigInteger share = BigInteger.valueOf(stake[i]).shiftLeft(FRACTION).divide(all);
      counted = counted.add(share);
      long sum = 0;
      for (int k = votes.start(i); k < votes.start(i + 1); k++) {
        sum += votes.value(k);
      }
      for (int k = votes.start(i); k < votes.start(i + 1); k++) {
        if (votes.value(k) > 0) {
          BigInteger weight =
              BigInteger.valueOf(votes.value(k))
                  .shiftLeft(FRACTION)
                  .divide(BigInteger.valueOf(sum));
          int subnet = votes.uid(k);
          rank[subnet] = rank[subnet].add(product(share, weight));
          trust[subnet] = trust[subnet].add(share);
        }
      }
    }
    BigInteger total = BigInteger.ZERO;
    for (int subnet = 0; subnet < subnets; subnet++) {
      if (rank[subnet].signum() > 0) {
        BigInteger part = quotient(trust[subnet], counted);
        rank[subnet] = product(rank[subnet], consensus(part));
        total = total.add(rank[subnet]);
      }
    }
    long[] emission = new long[subnets];
    for (int subnet = 0; subnet < subnets && total.signum() > 0; subnet++) {
      emission[subnet] =
          quotient(rank[subnet], total)
              .multiply(BigInteger.valueOf(blockEmission))
              .shiftRight(FRACTION)
              .longValueExact();
    }
    return emission;
  }

  /** {@code 1 / (1 + exp(−rho · (trust − kappa)))} */
  private BigInteger consensus(BigInteger trust) {
    // The chain has kappa with 32 bits after the point only.
    BigInteger threshold = BigInteger.valueOf(((long) kappa << 32) / 65_535).shiftLeft(32);
    BigInteger power = exp(threshold.subtract(trust).multiply(BigInteger.valueOf(rho)));
    return quotient(ONE, ONE.add(power));
  }

  /** substrate-fixed's Taylor series, up to the 63rd power. */
  private static BigInteger exp(BigInteger x) {
    BigInteger size = x.abs();
    BigInteger sum = ONE.add(size);
    BigInteger term = size;
    for (int i = 2; i < FRACTION && term.signum() > 0; i++) {
      term = product(term, size).divide(BigInteger.valueOf(i));
      sum = sum.add(term);
    }
    return x.signum() < 0 ? quotient(ONE, sum) : sum;
  }

  private static BigInteger product(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(FRACTION);
  }

  private static BigInteger quotient(BigInteger a, BigInteger b) {
    return a.shiftLeft(FRACTION).divide(b);
  }

  private static BigInteger[] zeros(int length) {
    BigInteger[] zeros = new BigInteger[length];
    Arrays.fill(zeros, BigInteger.ZERO);
    return zeros;
  }
}
