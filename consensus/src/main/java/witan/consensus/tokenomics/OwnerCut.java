package witan.consensus.tokenomics;

/**
 * What a subnet's owner gets of its emission, and what is left for experts and validators.
 *
 * @param owner rao, rounded down
 * @param rest all the others; the chain loses a rao here when the cut is no whole number, we don't
 */
public record OwnerCut(long owner, long rest) {

  /** The owner's part in parts of 65,535: 18 %. */
  public static final int DEFAULT = 11_796;

  /**
   * @param emission rao
   * @param cut in parts of 65,535
   */
  public static OwnerCut of(long emission, int cut) {
    long owner = Parts.of(emission, cut);
    return new OwnerCut(owner, emission - owner);
  }
}
