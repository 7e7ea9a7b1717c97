package witan.accounting;

import witan.consensus.EpochParameters;
import witan.consensus.metagraph.Pruning;
import witan.consensus.metagraph.WeightRules;
import witan.consensus.tokenomics.Schedule;

/**
 * A subnet's rules for neurons, weights and epochs, set at genesis.
 *
 * @param consensus the rules of an epoch
 * @param immunityPeriod blocks after its registration for which a neuron is spared when one has to
 *     go
 * @param minAllowedWeights how many uids have to be weighed at least; all, where there are fewer
 * @param maxWeightLimit the largest share that one uid may get, of 65,535
 * @param weightsVersion the least version key of weights
 * @param weightsRateLimit blocks between two commitments of a neuron, or two settings
 * @param commitReveal whether weights are committed to before they are revealed
 * @param revealPeriod how many epochs lie between the two, from 1
 */
public record Hyperparameters(
    EpochParameters consensus,
    long immunityPeriod,
    int minAllowedWeights,
    int maxWeightLimit,
    long weightsVersion,
    long weightsRateLimit,
    boolean commitReveal,
    int revealPeriod) {

  public Hyperparameters {
    if (immunityPeriod < 0
        || minAllowedWeights < 0
        || maxWeightLimit < 0
        || maxWeightLimit > 65_535
        || weightsVersion < 0
        || weightsRateLimit < 0
        || revealPeriod < 1
        || revealPeriod > 100) {
      throw new IllegalArgumentException(
          "hyperparameters out of range: immunity "
              + immunityPeriod
              + ", "
              + minAllowedWeights
              + " weights at least, at most "
              + maxWeightLimit
              + " of 65535 each, version "
              + weightsVersion
              + ", every "
              + weightsRateLimit
              + " blocks, revealed after "
              + revealPeriod
              + " epochs");
    }
  }

  /**
   * The first height at which weights can be revealed: so many epochs after the one in which they
   * were committed to, and in that one alone.
   *
   * @param committed the height of the commitment
   */
  public long firstReveal(int netuid, long committed) {
    int tempo = consensus.tempo();
    return Schedule.firstBlock(
        netuid, tempo, Schedule.index(netuid, tempo, committed) + revealPeriod);
  }

  /** The last height at which they can be revealed. */
  public long lastReveal(int netuid, long committed) {
    return firstReveal(netuid, committed) + consensus.tempo();
  }

  /** For a subnet with so many neurons. */
  WeightRules weights(int neurons) {
    return new WeightRules(neurons, minAllowedWeights, maxWeightLimit);
  }

  Pruning pruning() {
    return new Pruning(immunityPeriod, 0);
  }
}
