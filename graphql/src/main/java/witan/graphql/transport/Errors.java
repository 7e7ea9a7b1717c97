package witan.graphql.transport;

import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.execution.ResultPath;
import graphql.execution.UnknownOperationException;
import graphql.language.SourceLocation;
import graphql.validation.ValidationError;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What a client sees of an error: a sentence, where, and a code; never a class or a stack. */
final class Errors {

  private static final Logger LOG = Logger.getLogger(Errors.class);
  private static final String CODE = "code";
  private static final String REFUSAL = "refusal";

  private Errors() {}

  static GraphQLError error(ErrorCode code, String message) {
    return coded(code, message).build();
  }

  /** What failed while a field was resolved. A refusal is told; a bug is logged and named only. */
  static GraphQLError failure(
      Throwable thrown, @Nullable ResultPath path, @Nullable SourceLocation at) {
    Optional<GraphQlRefusal> refusal = refusal(thrown);
    if (refusal.isEmpty()) {
      LOG.errorf(thrown, "the GraphQL field %s failed", path == null ? "?" : path);
    }
    GraphQLError.Builder<?> error =
        coded(
            refusal.map(GraphQlRefusal::code).orElse(ErrorCode.INTERNAL),
            refusal
                .map(Throwable::getMessage)
                .orElse("Something went wrong inside the gateway; its log says what."));
    refusal
        .map(GraphQlRefusal::refusal)
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> error.extensions(Map.of(CODE, ErrorCode.REFUSED.name(), REFUSAL, name)));
    if (path != null) {
      error.path(path);
    }
    if (at != null) {
      error.location(at);
    }
    return error.build();
  }

  /** What failed outside any field. */
  static GraphQLError failure(Throwable thrown) {
    return failure(thrown, null, null);
  }

  /** The error in GraphQL's response form. */
  static Map<String, Object> view(GraphQLError error) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("message", error.getMessage());
    List<Map<String, Integer>> locations =
        Optional.ofNullable(error.getLocations()).orElse(List.of()).stream()
            .filter(at -> at != null && at.getLine() > 0 && at.getColumn() > 0)
            .map(at -> Map.of("line", at.getLine(), "column", at.getColumn()))
            .toList();
    if (!locations.isEmpty()) {
      view.put("locations", locations);
    }
    if (error.getPath() != null) {
      view.put("path", error.getPath());
    }
    Map<String, Object> extensions = new LinkedHashMap<>();
    extensions.put(CODE, code(error).name());
    if (error.getExtensions() != null && error.getExtensions().containsKey(REFUSAL)) {
      extensions.put(REFUSAL, error.getExtensions().get(REFUSAL));
    }
    view.put("extensions", extensions);
    return view;
  }

  private static GraphQLError.Builder<?> coded(ErrorCode code, String message) {
    return GraphqlErrorBuilder.newError()
        .message("%s", message)
        .extensions(Map.of(CODE, code.name()));
  }

  private static ErrorCode code(GraphQLError error) {
    if (error.getExtensions() != null && error.getExtensions().get(CODE) instanceof String name) {
      return ErrorCode.valueOf(name);
    }
    if (error instanceof UnknownOperationException) {
      return ErrorCode.BAD_USER_INPUT;
    }
    return switch (error.getErrorType()) {
      case ErrorType.InvalidSyntax -> ErrorCode.GRAPHQL_PARSE_FAILED;
      case ErrorType.ValidationError ->
          error instanceof ValidationError
              ? ErrorCode.GRAPHQL_VALIDATION_FAILED
              : ErrorCode.BAD_USER_INPUT;
      case ErrorType.OperationNotSupported -> ErrorCode.GRAPHQL_VALIDATION_FAILED;
      case null, default -> ErrorCode.INTERNAL;
    };
  }

  // SmallRye wraps what its fetchers throw; Mutiny adds a second failure as a suppressed one.
  private static Optional<GraphQlRefusal> refusal(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof GraphQlRefusal refusal) {
        return Optional.of(refusal);
      }
      Optional<GraphQlRefusal> beside =
          Arrays.stream(at.getSuppressed())
              .filter(GraphQlRefusal.class::isInstance)
              .map(GraphQlRefusal.class::cast)
              .findFirst();
      if (beside.isPresent()) {
        return beside;
      }
    }
    return Optional.empty();
  }
}
