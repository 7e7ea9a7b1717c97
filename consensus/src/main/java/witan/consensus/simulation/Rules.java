package witan.consensus.simulation;

import witan.consensus.EpochParameters;
import witan.consensus.Mode;

/** Reads hyperparameters under the names that they have in case files. */
final class Rules {

  private static final int U16 = 65_535;

  private Rules() {}

  /** The chain's tempo of today, by which the vectors were computed. */
  private static final int TEMPO = 360;

  /** What a file means by silence, except by tempo and mode: what a new subnet has. */
  private static final EpochParameters SILENCE = EpochParameters.NEW_SUBNET;

  /** The rules that an object names; Yuma 2, unless it says otherwise. */
  static EpochParameters read(Place place) {
    return new EpochParameters(
        mode(place),
        whole(place, "tempo", TEMPO, U16),
        whole(place, "activity_cutoff", SILENCE.activityCutoff()),
        whole(place, "kappa", SILENCE.kappa(), U16),
        whole(place, "bonds_penalty", SILENCE.bondsPenalty(), U16),
        whole(place, "bonds_ma", SILENCE.bondsMovingAverage(), 1_000_000),
        whole(place, "max_validators", SILENCE.maxValidators(), U16),
        whole(place, "min_stake", SILENCE.minStake()),
        whole(place, "alpha_low", SILENCE.alphaLow(), U16),
        alphaHigh(place),
        place
            .find("steepness")
            .map(slope -> slope.whole(Short.MIN_VALUE, Short.MAX_VALUE))
            .orElse(SILENCE.alphaSteepness()));
  }

  /** The rules of a mode that no file describes: bonds last from the first epoch on. */
  static EpochParameters of(Mode mode) {
    return new EpochParameters(
        mode,
        0,
        SILENCE.activityCutoff(),
        SILENCE.kappa(),
        SILENCE.bondsPenalty(),
        SILENCE.bondsMovingAverage(),
        SILENCE.maxValidators(),
        SILENCE.minStake(),
        SILENCE.alphaLow(),
        SILENCE.alphaHigh(),
        SILENCE.alphaSteepness());
  }

  /** On the chain liquid alpha says nothing without Yuma 3. */
  private static Mode mode(Place place) {
    boolean yuma3 = place.find("yuma3").map(Place::flag).orElse(false);
    boolean liquid = place.find("liquid").map(Place::flag).orElse(false);
    if (!yuma3) {
      return Mode.YUMA2;
    }
    return liquid ? Mode.YUMA3_LIQUID : Mode.YUMA3;
  }

  private static int alphaHigh(Place place) {
    int low = whole(place, "alpha_low", SILENCE.alphaLow(), U16);
    int high = whole(place, "alpha_high", SILENCE.alphaHigh(), U16);
    if (high < low) {
      throw new CaseFileException(
          "%s has an alpha_low of %d, above its alpha_high of %d."
              .formatted(place.path(), low, high));
    }
    return high;
  }

  private static int whole(Place place, String name, int otherwise, int most) {
    return place.find(name).map(value -> value.whole(0, most)).orElse(otherwise);
  }

  private static long whole(Place place, String name, long otherwise) {
    return place.find(name).map(Neurons::whole).orElse(otherwise);
  }
}
