package witan.gating;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How far chance, load and price may change who is asked.
 *
 * <p>Chance is Thompson's: each expert counts as good as a draw from what is believed of it, so
 * that the little known are tried as often as they might be the best. Bounded, and nothing of it
 * happens where a bound is 0.
 *
 * @param boldness how far a draw may stray from what is expected, in scores, 0 to 1
 * @param load what a crowded expert loses, on the scale of cosines
 * @param price what the dearest expert loses, on the scale of cosines
 */
public record Exploration(double boldness, double load, double price) {

  /** So many open sessions cost an expert half of what load can. */
  private static final double CROWD = 8;

  public Exploration {
    check(boldness, "boldness", 1);
    check(load, "load", 1);
    check(price, "price", 1);
  }

  private static void check(double value, String name, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new IllegalArgumentException(
          "the gate's exploration has a " + name + " of " + value + "; 0 to " + most);
    }
  }

  /**
   * For one question.
   *
   * @param lessonWeight what a score counts for on the scale of cosines
   */
  public Selection among(
      List<KnownExpert> experts, Balance balance, double lessonWeight, RandomGenerator random) {
    long dearest =
        experts.stream()
            .mapToLong(e -> e.entry().descriptor().pricePerThousandTokens().value())
            .max()
            .orElse(0);
    return (expert, lesson) -> {
      double stray =
          boldness == 0
              ? 0
              : Math.clamp(random.nextGaussian() * lesson.deviation(), -boldness, boldness);
      double sessions = expert.entry().sessions();
      double cost =
          dearest == 0
              ? 0
              : (double) expert.entry().descriptor().pricePerThousandTokens().value() / dearest;
      return lessonWeight * stray
          - load * sessions / (sessions + CROWD)
          - price * cost
          + balance.bias(expert.entry().descriptor().hotkey());
    };
  }
}
