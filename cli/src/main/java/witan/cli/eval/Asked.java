package witan.cli.eval;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a network said to one question.
 *
 * @param experts all that were considered
 * @param millis until the whole answer was there
 */
public record Asked(String answer, List<Vote> experts, int tokens, long millis) {

  /** One expert's part: prior before, weight after it was asked for its evidence. */
  public record Vote(String name, double prior, double weight) {

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%s %.3f → %.3f", name, prior, weight);
    }
  }

  Optional<String> largestPrior() {
    return experts.stream().max(Comparator.comparingDouble(Vote::prior)).map(Vote::name);
  }

  Optional<String> largestWeight() {
    return experts.stream().max(Comparator.comparingDouble(Vote::weight)).map(Vote::name);
  }
}
