package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.graphql.answer.Answer;

/** A whole answer. */
@Type("Answer")
public record AnswerView(
    @Id String id,
    String content,
    String finishReason,
    UsageView usage,
    List<@NonNull ContributionView> contributions,
    RoutingView routing,
    boolean cached)
    implements AnswerEventView {

  static AnswerView of(Answer answer) {
    return new AnswerView(
        answer.id(),
        answer.content(),
        answer.finishReason(),
        new UsageView(answer.usage().prompt(), answer.usage().completion(), answer.usage().total()),
        answer.contributions().stream().map(ContributionView::of).toList(),
        RoutingView.of(answer.routing()),
        answer.cached());
  }
}
