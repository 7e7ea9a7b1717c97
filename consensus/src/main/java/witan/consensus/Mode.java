package witan.consensus;

import java.util.Locale;

/** How bonds grow. By name {@code yuma2}, {@code yuma3} or {@code yuma3-liquid}. */
public enum Mode {

  /** Bonds are shares of an expert that add up to one; a dividend is the share of its incentive. */
  YUMA2,

  /**
   * A bond is each validator's own, between nothing and fully bonded; a dividend is the share of
   * the incentive times the validator's stake.
   */
  YUMA3,

  /** Yuma 3 whose bonds move faster, the further a weight is from the consensus or the bond. */
  YUMA3_LIQUID;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
