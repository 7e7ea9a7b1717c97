package witan.graphql.api;

import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;

/** The experts are chosen. */
@Type("Routed")
public record RoutedView(@Id String id, RoutingView routing) implements AnswerEventView {}
