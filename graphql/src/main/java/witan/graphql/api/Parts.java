package witan.graphql.api;

/** Proportions as the ledger counts them: in parts of 65,535. */
final class Parts {

  private static final double WHOLE = 65_535;

  private Parts() {}

  /** 0 to 1. */
  static double of(int parts) {
    return parts / WHOLE;
  }
}
