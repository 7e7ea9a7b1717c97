package witan.consensus.tokenomics;

/** Parts of 65,535 of an amount. */
final class Parts {

  private static final int WHOLE = 65_535;

  private Parts() {}

  /** {@code amount · parts / 65,535}, rounded down. */
  static long of(long amount, int parts) {
    if (amount < 0) {
      throw new IllegalArgumentException("amount is negative: " + amount);
    }
    if (parts < 0 || parts > WHOLE) {
      throw new IllegalArgumentException("parts of 65,535 are 0 to 65,535: " + parts);
    }
    // Whole multiples of 65,535 first, so that no product has more than 63 bits.
    return amount / WHOLE * parts + amount % WHOLE * parts / WHOLE;
  }
}
