package witan.consensus.tokenomics;

/**
 * How much TAO a block brings: one, halved each time that half of what was left has been issued.
 *
 * <p>Halving goes by issuance, not by height: burned TAO lowers the issuance and puts the next
 * halving off. {@code get_block_emission_for_issuance} of subtensor's {@code
 * coinbase/block_emission.rs} takes a logarithm in fixed point; whole numbers give the same.
 */
public final class Issuance {

  /** 21 million TAO in rao: more there never are. */
  public static final long CAP = 21_000_000L * 1_000_000_000L;

  /** What a block brings at first: one TAO in rao. */
  public static final long FIRST_BLOCK = 1_000_000_000L;

  private Issuance() {}

  /**
   * What the next block brings when there are {@code issuance} rao. At last halvings leave less
   * than one rao, and no more is issued.
   */
  public static long blockEmission(long issuance) {
    return issuance >= CAP ? 0 : FIRST_BLOCK >> halvings(issuance);
  }

  /** How often the emission has been halved when there are {@code issuance} rao. */
  public static int halvings(long issuance) {
    notNegative(issuance);
    int halvings = 0;
    while (issuance >= threshold(halvings + 1) && threshold(halvings) < CAP) {
      halvings++;
    }
    return halvings;
  }

  /** The least issuance in rao at which the emission has been halved so often. */
  public static long threshold(int halvings) {
    if (halvings < 0) {
      throw new IllegalArgumentException("there are no " + halvings + " halvings");
    }
    return CAP - (CAP >> Math.min(halvings, Long.SIZE - 1));
  }

  private static void notNegative(long issuance) {
    if (issuance < 0) {
      throw new IllegalArgumentException("issuance is negative: " + issuance);
    }
  }
}
