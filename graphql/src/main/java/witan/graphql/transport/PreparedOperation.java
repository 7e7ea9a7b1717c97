package witan.graphql.transport;

import graphql.GraphQLError;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.OperationDefinition;
import graphql.language.OperationDefinition.Operation;
import java.util.List;

/** What became of a request's document. */
sealed interface PreparedOperation {

  /** A document that fits the schema, and the operation in it that the request names. */
  record Ready(PreparsedDocumentEntry document, OperationDefinition operation)
      implements PreparedOperation {}

  record Refused(List<GraphQLError> errors) implements PreparedOperation {}

  default boolean is(Operation kind) {
    return this instanceof Ready ready && ready.operation().getOperation() == kind;
  }
}
