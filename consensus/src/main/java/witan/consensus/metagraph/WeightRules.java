package witan.consensus.metagraph;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import witan.consensus.Weights;

/**
 * What weights a subnet takes: the checks of {@code internal_set_weights} in subtensor's {@code
 * subnets/weights.rs} that need nothing but the weights. Registration, stake, version and rate are
 * the caller's to check before.
 *
 * @param neurons how many uids there are, from 0
 * @param minAllowed how many uids must be named at least; all, where there are fewer
 * @param maxLimit the largest share that one may get, in parts of 65,535; at 65,535 any
 */
public record WeightRules(int neurons, int minAllowed, int maxLimit) {

  private static final int U16 = 65_535;

  /**
   * Why weights were not taken.
   *
   * <p>In the order in which the rules are tried: weights that break several are refused for the
   * first. Names are part of the API; add, never rename.
   */
  public enum Refusal {
    /** There are as many uids as weights. */
    LENGTHS_DIFFER,
    /** More uids than neurons. */
    TOO_MANY_UIDS,
    /** A weight is no 16-bit number. */
    WEIGHT_OUT_OF_RANGE,
    /** Who has no permit may weigh itself only. */
    NO_PERMIT,
    DUPLICATE_UIDS,
    UNKNOWN_UID,
    TOO_FEW_WEIGHTS,
    MAX_WEIGHT_EXCEEDED
  }

  /** What became of weights. */
  public sealed interface Result {

    /**
     * Taken.
     *
     * @param uids rising
     * @param weights the largest is 65,535, unless all are 0
     */
    record Taken(int[] uids, int[] weights) implements Result {}

    record Refused(Refusal reason) implements Result {}
  }

  /**
   * @param uid who sets them
   * @param permit whether it may validate, or owns the subnet
   */
  public Result set(int uid, boolean permit, int[] uids, int[] weights) {
    Optional<Refusal> refusal = refusal(uid, permit, uids, weights);
    if (refusal.isPresent()) {
      return new Result.Refused(refusal.get());
    }
    int[] upscaled = Weights.upscaled(weights);
    if (!isSelfWeight(uid, uids) && !Weights.areWithin(upscaled, maxLimit)) {
      return new Result.Refused(Refusal.MAX_WEIGHT_EXCEEDED);
    }
    int[] order =
        IntStream.range(0, uids.length)
            .boxed()
            .sorted((a, b) -> Integer.compare(uids[a], uids[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Result.Taken(
        Arrays.stream(order).map(k -> uids[k]).toArray(),
        Arrays.stream(order).map(k -> upscaled[k]).toArray());
  }

  private Optional<Refusal> refusal(int uid, boolean permit, int[] uids, int[] weights) {
    if (uids.length != weights.length) {
      return Optional.of(Refusal.LENGTHS_DIFFER);
    }
    if (uids.length > neurons) {
      return Optional.of(Refusal.TOO_MANY_UIDS);
    }
    if (Arrays.stream(weights).anyMatch(weight -> weight < 0 || weight > U16)) {
      return Optional.of(Refusal.WEIGHT_OUT_OF_RANGE);
    }
    if (!permit && !isSelfWeight(uid, uids)) {
      return Optional.of(Refusal.NO_PERMIT);
    }
    if (Arrays.stream(uids).distinct().count() < uids.length) {
      return Optional.of(Refusal.DUPLICATE_UIDS);
    }
    if (Arrays.stream(uids).anyMatch(named -> named < 0 || named >= neurons)) {
      return Optional.of(Refusal.UNKNOWN_UID);
    }
    if (uids.length < Math.min(minAllowed, neurons) && !isSelfWeight(uid, uids)) {
      return Optional.of(Refusal.TOO_FEW_WEIGHTS);
    }
    return Optional.empty();
  }

  private static boolean isSelfWeight(int uid, int[] uids) {
    return uids.length == 1 && uids[0] == uid;
  }
}
