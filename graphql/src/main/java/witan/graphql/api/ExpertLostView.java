package witan.graphql.api;

import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;

/** An expert dropped out; the answer goes on without it. */
@Type("ExpertLost")
public record ExpertLostView(@Id String id, ExpertView expert, String reason, int atToken)
    implements AnswerEventView {}
