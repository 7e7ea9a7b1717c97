package witan.graphql.api;

import io.smallrye.graphql.api.Union;
import org.eclipse.microprofile.graphql.Name;
import witan.graphql.answer.AnswerEvent;

/** What happens while an answer is made. */
@Union
@Name("AnswerEvent")
public sealed interface AnswerEventView
    permits RoutedView, TokenDeltaView, ExpertLostView, AnswerView {

  static AnswerEventView of(AnswerEvent event) {
    return switch (event) {
      case AnswerEvent.Routed(var id, var routing) -> new RoutedView(id, RoutingView.of(routing));
      case AnswerEvent.TokenDelta(var id, var text, var index, var logprob) ->
          new TokenDeltaView(id, text, index);
      case AnswerEvent.ExpertLost lost ->
          new ExpertLostView(
              lost.id(), ExpertView.of(lost.expert()), lost.reason(), lost.atToken());
      case AnswerEvent.Completed(var id, var answer) -> AnswerView.of(answer);
    };
  }
}
