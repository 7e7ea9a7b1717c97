package witan.graphql.api;

import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;

/** One token was drawn. */
@Type("TokenDelta")
public record TokenDeltaView(@Id String id, String text, int index) implements AnswerEventView {}
