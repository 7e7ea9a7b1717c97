package witan.gating;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Scores that were seen: the evidence of a Beta posterior, {@code good} for and {@code seen − good}
 * against.
 *
 * @param good the sum of the scores, each 0 to 1
 * @param seen how many there were
 */
record Tally(float good, float seen) {

  static final Tally NONE = new Tally(0, 0);

  Tally {
    if (!(good >= 0 && good <= seen * 1.0001 + 1e-6) || !Float.isFinite(seen)) {
      throw new IllegalArgumentException("a tally has " + good + " good of " + seen + " seen");
    }
  }

  @JsonCreator
  static Tally of(float[] goodAndSeen) {
    if (goodAndSeen.length != 2) {
      throw new IllegalArgumentException("a tally is two numbers, good and seen");
    }
    return new Tally(goodAndSeen[0], goodAndSeen[1]);
  }

  @JsonValue
  float[] goodAndSeen() {
    return new float[] {good, seen};
  }

  /**
   * One more score; the older ones fade, so that never more than {@code memory} count.
   *
   * @param weight how much of the score belongs here, 0 to 1
   */
  Tally plus(double score, double weight, double memory) {
    double kept = 1 - weight / memory;
    return new Tally((float) (good * kept + weight * score), (float) (seen * kept + weight));
  }

  /** The posterior's mean, where {@code strength} scores of {@code prior} were assumed. */
  double mean(double prior, double strength) {
    return (good + strength * prior) / (seen + strength);
  }

  /** The posterior's variance. */
  double variance(double prior, double strength) {
    double mean = mean(prior, strength);
    return mean * (1 - mean) / (seen + strength + 1);
  }
}
