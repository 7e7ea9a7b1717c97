package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.graphql.answer.Routing;

/** Whom a question goes to. */
@Type("Routing")
public record RoutingView(
    List<@NonNull ChoiceView> choices,
    List<@NonNull ChoiceView> considered,
    String gateVersion,
    double millis) {

  static RoutingView of(Routing routing) {
    return new RoutingView(
        routing.choices().stream().map(ChoiceView::of).toList(),
        routing.considered().stream().map(ChoiceView::of).toList(),
        routing.gateVersion(),
        routing.millis());
  }
}
