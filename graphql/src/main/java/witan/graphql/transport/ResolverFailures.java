package witan.graphql.transport;

import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.DataFetcherExceptionHandlerParameters;
import graphql.execution.DataFetcherExceptionHandlerResult;
import java.util.concurrent.CompletableFuture;

/** Turns what a resolver throws into an error at its field. */
final class ResolverFailures implements DataFetcherExceptionHandler {

  @Override
  public CompletableFuture<DataFetcherExceptionHandlerResult> handleException(
      DataFetcherExceptionHandlerParameters failed) {
    return CompletableFuture.completedFuture(
        DataFetcherExceptionHandlerResult.newResult(
                Errors.failure(failed.getException(), failed.getPath(), failed.getSourceLocation()))
            .build());
  }
}
