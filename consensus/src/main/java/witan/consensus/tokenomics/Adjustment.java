package witan.consensus.tokenomics;

import java.math.BigInteger;

/**
 * How the price of a registration follows demand: {@code adjust_burn} of subtensor's {@code
 * block_step.rs} of December 2023, in its fixed point of 18 bits after the point (I110F18). Proof
 * of work's difficulty follows by the same rule.
 *
 * @param target how many registrations an interval should see, above 0
 * @param inertia how much of the old price is kept: an unsigned 64-bit number, all ones is all of
 *     it
 * @param least the price is never below, in rao; unsigned like the others
 * @param most nor above
 */
public record Adjustment(int target, long inertia, long least, long most) {

  private static final int FRACTION = 18;
  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(FRACTION);

  public Adjustment {
    if (target <= 0) {
      throw new IllegalArgumentException("the target of registrations is not above 0: " + target);
    }
    if (Long.compareUnsigned(least, most) > 0) {
      throw new IllegalArgumentException(
          "the least price is above the most: "
              + Long.toUnsignedString(least)
              + " > "
              + Long.toUnsignedString(most));
    }
  }

  /**
   * The price after an interval with so many registrations.
   *
   * @param price in rao, unsigned
   */
  public long next(long price, int registrations) {
    BigInteger current = fixed(price);
    BigInteger updated =
        current
            .multiply(BigInteger.valueOf((long) registrations + target))
            .divide(BigInteger.valueOf(2L * target));
    BigInteger kept = fixed(inertia).divide(unsigned(-1));
    BigInteger next = product(kept, current).add(product(ONE.subtract(kept), updated));
    if (next.compareTo(fixed(most)) >= 0) {
      return most;
    }
    if (next.compareTo(fixed(least)) <= 0) {
      return least;
    }
    return next.shiftRight(FRACTION).longValue();
  }

  /**
   * Which prices move after an interval: the one of the kind of registration that most were; both
   * where there were as many of one as of the other. Where there were too few, the other rule
   * holds: proof of work makes the burn cheaper, burns the work.
   */
  public Moves moves(int byWork, int byBurn) {
    boolean many = byWork + byBurn > target;
    return new Moves(
        byWork == byBurn || byWork > byBurn != many, byWork == byBurn || byWork > byBurn == many);
  }

  /** Whether the burn and the difficulty of a subnet move. */
  public record Moves(boolean burn, boolean difficulty) {}

  private static BigInteger product(BigInteger a, BigInteger b) {
    return a.multiply(b).shiftRight(FRACTION);
  }

  private static BigInteger fixed(long unsigned) {
    return unsigned(unsigned).shiftLeft(FRACTION);
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }
}
