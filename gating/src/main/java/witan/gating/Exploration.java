package witan.gating;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertRecord;

/**
 * How far chance, load, latency and price may change who is asked.
 *
 * <p>Chance is Thompson's: each expert counts as good as a draw from what is believed of it, so
 * that the little known are tried as often as they might be the best. Bounded, and nothing of it
 * happens where a bound is 0.
 *
 * @param boldness how far a draw may stray from what is expected, in scores, 0 to 1
 * @param load what a crowded expert loses, on the scale of cosines
 * @param latency what the slowest expert loses, on the scale of cosines
 * @param price what the dearest expert loses, on the scale of cosines
 */
public record Exploration(double boldness, double load, double latency, double price) {

  /** What the functions use unless configured otherwise. */
  public static final Exploration DEFAULTS = new Exploration(0.3, 0.05, 0.02, 0.02);

  /** So many open sessions cost an expert half of what load can. */
  private static final double CROWD = 8;

  public Exploration {
    check(boldness, "boldness", 1);
    check(load, "load", 1);
    check(latency, "latency", 1);
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
   * @param firstTokens milliseconds until an expert's first token; one that is not known loses
   *     nothing, so that it is asked and becomes known
   * @param lessonWeight what a score counts for on the scale of cosines
   */
  public Selection among(
      List<KnownExpert> experts,
      Map<Hotkey, Double> firstTokens,
      Balance balance,
      double lessonWeight,
      RandomGenerator random) {
    long dearest = experts.stream().mapToLong(Exploration::price).max().orElse(0);
    double quickest =
        experts.stream()
            .map(Exploration::hotkey)
            .filter(firstTokens::containsKey)
            .mapToDouble(firstTokens::get)
            .min()
            .orElse(0);
    return new Selection() {
      @Override
      public double bonus(KnownExpert expert, Lessons.Lesson lesson) {
        double stray =
            boldness == 0
                ? 0
                : Math.clamp(random.nextGaussian() * lesson.deviation(), -boldness, boldness);
        ExpertRecord entry = expert.entry();
        double crowd = entry.sessions() / (entry.sessions() + CROWD);
        double millis = firstTokens.getOrDefault(hotkey(expert), quickest);
        // By how many times it is slower, whatever the machines: half of it at twice the quickest.
        double delay = millis == 0 ? 0 : 1 - Math.min(1, quickest / millis);
        double cost = dearest == 0 ? 0 : (double) price(expert) / dearest;
        return lessonWeight * stray
            - load * crowd
            - latency * delay
            - price * cost
            + balance.bias(hotkey(expert));
      }

      @Override
      public void chose(Set<Hotkey> chosen, Map<Hotkey, Double> scores) {
        balance.count(chosen, scores);
      }
    };
  }

  private static Hotkey hotkey(KnownExpert expert) {
    return expert.entry().descriptor().hotkey();
  }

  private static long price(KnownExpert expert) {
    return expert.entry().descriptor().pricePerThousandTokens().value();
  }
}
