package witan.graphql.transport;

import graphql.ExceptionWhileDataFetching;
import graphql.execution.DataFetcherResult;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/**
 * Moves every event of a subscription to the operation's own Vert.x context: SmallRye's fetchers of
 * nested fields need one, and events come from the threads that make answers. A stream that failed
 * fails here too.
 */
final class EventsOnContext extends SimplePerformantInstrumentation {

  @Override
  public DataFetcher<?> instrumentDataFetcher(
      DataFetcher<?> fetcher,
      InstrumentationFieldFetchParameters parameters,
      @Nullable InstrumentationState state) {
    var environment = parameters.getEnvironment();
    if (environment.getParentType() != environment.getGraphQLSchema().getSubscriptionType()) {
      return fetcher;
    }
    return fetching ->
        moved(fetcher.get(fetching), fetching.getGraphQlContext().get(Context.class));
  }

  private static @Nullable Object moved(@Nullable Object value, @Nullable Context context) {
    if (context == null || !(value instanceof Publisher<?> publisher)) {
      return value;
    }
    Flow.Publisher<?> events =
        Multi.createFrom()
            .publisher(FlowAdapters.toFlowPublisher(publisher))
            .map(EventsOnContext::orFailure)
            .emitOn(task -> context.runOnContext(ignored -> task.run()), 1);
    return FlowAdapters.toPublisher(events);
  }

  // SmallRye makes a failed stream's last event of the failure; graphql-java would then complain of
  // an event without data and forget why.
  private static Object orFailure(Object event) {
    if (event instanceof DataFetcherResult<?> result
        && result.getData() == null
        && result.hasErrors()
        && result.getErrors().getFirst() instanceof ExceptionWhileDataFetching failed) {
      throw new CompletionException(failed.getException());
    }
    return event;
  }
}
