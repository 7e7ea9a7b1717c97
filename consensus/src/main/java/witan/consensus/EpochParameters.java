package witan.consensus;

/**
 * A subnet's rules, as far as an epoch depends on them. Proportions are in parts of 65,535.
 *
 * @param tempo blocks between two epochs; says what the last tempo was while no epoch has run yet
 * @param activityCutoff blocks after its last update from which a validator counts as inactive
 * @param kappa the share of stake that must stand behind a weight
 * @param bondsPenalty how much of the weight beyond consensus is lost to bonds: 0 none, 65,535 all
 * @param bondsMovingAverage how much of the old bonds is kept, in millionths; not used while liquid
 * @param maxValidators how many of those with the most stake get a permit
 * @param minStake stake in rao below which a neuron counts as having none
 * @param alphaLow the slowest that a liquid bond moves
 * @param alphaHigh the fastest that a liquid bond moves
 * @param alphaSteepness slope of the sigmoid between the two, in hundredths
 */
public record EpochParameters(
    Mode mode,
    int tempo,
    long activityCutoff,
    int kappa,
    int bondsPenalty,
    int bondsMovingAverage,
    int maxValidators,
    long minStake,
    int alphaLow,
    int alphaHigh,
    int alphaSteepness) {

  /** What a new subnet has: Yuma 3 with liquid alpha, an epoch every 100 blocks. */
  public static final EpochParameters NEW_SUBNET =
      new EpochParameters(
          Mode.YUMA3_LIQUID, 99, 5_000, 32_767, 65_535, 900_000, 64, 0, 45_875, 58_982, 1_000);

  public EpochParameters {
    inRange("tempo", tempo, 0, 65_535);
    inRange("activityCutoff", activityCutoff, 0, Long.MAX_VALUE);
    inRange("kappa", kappa, 0, 65_535);
    inRange("bondsPenalty", bondsPenalty, 0, 65_535);
    inRange("bondsMovingAverage", bondsMovingAverage, 0, 1_000_000);
    inRange("maxValidators", maxValidators, 0, 65_535);
    inRange("minStake", minStake, 0, Long.MAX_VALUE);
    inRange("alphaLow", alphaLow, 0, 65_535);
    inRange("alphaHigh", alphaHigh, 0, 65_535);
    inRange("alphaSteepness", alphaSteepness, Short.MIN_VALUE, Short.MAX_VALUE);
    if (alphaLow > alphaHigh) {
      throw new IllegalArgumentException(
          "alphaLow is above alphaHigh: " + alphaLow + " > " + alphaHigh);
    }
  }

  /** The same rules with bonds of another kind. */
  public EpochParameters with(Mode other) {
    return new EpochParameters(
        other,
        tempo,
        activityCutoff,
        kappa,
        bondsPenalty,
        bondsMovingAverage,
        maxValidators,
        minStake,
        alphaLow,
        alphaHigh,
        alphaSteepness);
  }

  private static void inRange(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", not between " + least + " and " + most);
    }
  }
}
