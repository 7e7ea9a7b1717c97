package witan.accounting;

/**
 * What the last epoch made of a neuron. Proportions are in parts of 65,535.
 *
 * @param permit whether it may validate
 * @param active whether it had set weights lately enough
 * @param emission rao that were its own and its nominators', which pruning ranks by
 */
public record Standing(
    boolean permit,
    boolean active,
    int consensus,
    int incentive,
    int dividends,
    int validatorTrust,
    long emission) {

  /** Of one that has seen no epoch. */
  public static final Standing NONE = new Standing(false, false, 0, 0, 0, 0, 0);
}
