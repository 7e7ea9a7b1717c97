package witan.consensus.metagraph;

import java.util.OptionalInt;

/**
 * Who has to go when a full subnet takes a new neuron: who was paid least by the last epoch; of
 * equals who registered first, then the lowest uid. {@code get_neuron_to_prune} of subtensor's
 * {@code subnets/registration.rs}.
 *
 * @param immunityPeriod blocks after its registration for which a neuron is spared, if others can
 *     go instead
 * @param minNonImmune so many of those that are not spared stay in any case
 */
public record Pruning(long immunityPeriod, int minNonImmune) {

  /**
   * The uid that goes; none if all are untouchable, or too few would be left.
   *
   * @param emission rao of each in the last epoch
   * @param registered the block of each
   * @param untouchable who never goes: the owner's own neurons
   */
  public OptionalInt next(long block, long[] emission, long[] registered, boolean[] untouchable) {
    int free = 0;
    int worst = -1;
    int worstImmune = -1;
    for (int uid = 0; uid < emission.length; uid++) {
      if (untouchable[uid]) {
        continue;
      }
      if (block - registered[uid] < immunityPeriod) {
        worstImmune = worse(uid, worstImmune, emission, registered);
      } else {
        free++;
        worst = worse(uid, worst, emission, registered);
      }
    }
    int next = free > minNonImmune ? worst : worstImmune;
    return next < 0 ? OptionalInt.empty() : OptionalInt.of(next);
  }

  /** The worse of a later uid and the worst of those before it. */
  private static int worse(int uid, int worst, long[] emission, long[] registered) {
    if (worst < 0 || emission[uid] < emission[worst]) {
      return uid;
    }
    return emission[uid] == emission[worst] && registered[uid] < registered[worst] ? uid : worst;
  }
}
