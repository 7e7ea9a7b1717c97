package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.graphql.answer.Contribution;
import witan.graphql.answer.ContributionStatus;

/** What one expert gave to an answer. */
@Type("Contribution")
public record ContributionView(
    ExpertView expert,
    double weight,
    int tokensDrafted,
    int tokensAccepted,
    ContributionStatus status,
    List<@NonNull String> sources) {

  static ContributionView of(Contribution contribution) {
    return new ContributionView(
        ExpertView.of(contribution.expert()),
        contribution.weight(),
        contribution.tokensDrafted(),
        contribution.tokensAccepted(),
        contribution.status(),
        contribution.sources());
  }
}
