package witan.consensus;

/**
 * How fast a liquid bond moves: between low and high, the faster, the further the weight lies above
 * the consensus or below the bond. {@code alpha_sigmoid} of subtensor's {@code epoch/run_epoch.rs}.
 */
final class LiquidAlpha {

  private static final long HALF = Fixed32.ONE / 2;

  private final long low;
  private final long high;
  private final long slope;

  LiquidAlpha(EpochParameters parameters) {
    low = Fixed32.proportion(parameters.alphaLow());
    high = Fixed32.proportion(parameters.alphaHigh());
    slope = Fixed32.div(Fixed32.of(parameters.alphaSteepness()), Fixed32.of(-100));
  }

  /** The part that the new weight has in the new bond. */
  long of(long consensus, long weight, long bond) {
    long distance = Math.clamp(weight >= bond ? weight - consensus : bond - weight, 0, Fixed32.ONE);
    long power = Exponential.of(Fixed32.mul(slope, distance - HALF));
    long sigmoid = Fixed32.div(Fixed32.ONE, Fixed32.add(Fixed32.ONE, power));
    return Math.clamp(low + Fixed32.mul(sigmoid, high - low), low, high);
  }
}
