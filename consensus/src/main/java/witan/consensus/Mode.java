package witan.consensus;

/** How bonds grow. */
public enum Mode {

  /** Bonds are shares of an expert that add up to one; a dividend is the share of its incentive. */
  YUMA2,

  /**
   * A bond is each validator's own, between nothing and fully bonded; a dividend is the share of
   * the incentive times the validator's stake.
   */
  YUMA3,

  /** Yuma 3 whose bonds move faster, the further a weight is from the consensus or the bond. */
  YUMA3_LIQUID
}
