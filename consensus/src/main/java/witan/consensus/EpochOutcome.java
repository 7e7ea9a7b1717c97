package witan.consensus;

/**
 * What an epoch decided, by uid. Proportions are in parts of 65,535, rounded down.
 *
 * @param stakeWeight each one's share of the stake
 * @param active who has set weights lately enough
 * @param consensus the weight that enough stake agrees on
 * @param incentive each expert's share of what experts get
 * @param dividends each validator's share of what validators get
 * @param validatorTrust how much of a validator's weights lies within consensus
 * @param serverEmission rao for being an expert
 * @param validatorEmission rao for being a validator
 * @param emission the neuron's share of both, rounded down once: what pruning ranks by
 * @param permits who may validate from the next epoch on
 * @param bonds what each holds of each; only those with a new permit hold any
 */
public record EpochOutcome(
    int[] stakeWeight,
    boolean[] active,
    int[] consensus,
    int[] incentive,
    int[] dividends,
    int[] validatorTrust,
    long[] serverEmission,
    long[] validatorEmission,
    long[] emission,
    boolean[] permits,
    SparseRows bonds) {

  /** How many neurons there are. */
  public int size() {
    return consensus.length;
  }
}
