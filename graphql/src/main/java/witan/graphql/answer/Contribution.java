package witan.graphql.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.network.ExpertRecord;

/**
 * What one expert gave to an answer.
 *
 * @param tokensDrafted tokens it proposed ahead of the mixture
 * @param tokensAccepted those of them that the mixture drew as well
 * @param sources titles of the passages it put in front of its model, as far as it shares them
 */
public record Contribution(
    ExpertRecord expert,
    double weight,
    double prior,
    @Nullable Double evidence,
    int tokensDrafted,
    int tokensAccepted,
    ContributionStatus status,
    List<String> sources) {

  public Contribution {
    sources = List.copyOf(sources);
  }
}
