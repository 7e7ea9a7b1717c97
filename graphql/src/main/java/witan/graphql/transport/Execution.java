package witan.graphql.transport;

import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.GraphQL;
import graphql.execution.ExecutionId;
import graphql.execution.SubscriptionExecutionStrategy;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import io.quarkus.arc.Arc;
import io.quarkus.arc.InjectableContext;
import io.quarkus.arc.ManagedContext;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.graphql.execution.context.SmallRyeContext;
import io.smallrye.graphql.execution.context.SmallRyeContextManager;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import witan.graphql.transport.PreparedOperation.Ready;
import witan.graphql.transport.PreparedOperation.Refused;

/**
 * Runs operations on graphql-java.
 *
 * <p>SmallRye's own execution service parses before any hook and hides syntax errors, so only its
 * schema and its data fetchers are used; the fetchers find what they need in the GraphQL context.
 */
@Singleton
class Execution {

  /** Stands for the text of a document that was asked for by its id; nobody parses it. */
  private static final String DOCUMENT_BY_ID = "by id";

  private final CurrentVertxRequest currentRequest;
  private final GraphQL graphql;
  private final BatchLoaders loaders;
  private final AtomicLong executions = new AtomicLong();

  Execution(ServedSchema served, BatchLoaders loaders, CurrentVertxRequest currentRequest) {
    this.loaders = loaders;
    this.currentRequest = currentRequest;
    this.graphql =
        GraphQL.newGraphQL(served.schema())
            .defaultDataFetcherExceptionHandler(new ResolverFailures())
            .subscriptionExecutionStrategy(
                new SubscriptionExecutionStrategy(new ResolverFailures()))
            .instrumentation(new EventsOnContext())
            .preparsedDocumentProvider((input, parse) ->
                CompletableFuture.completedFuture(
                    input.getGraphQLContext().get(PreparsedDocumentEntry.class)))
            .build();
  }

  /**
   * Runs {@code prepared} on the current Vert.x context and hands its result on, once. A
   * subscription's result holds a publisher; whoever takes it runs {@code end} when it is over.
   */
  void run(
      GraphQlRequest request,
      PreparedOperation prepared,
      RoutingContext routing,
      OnceOnly end,
      Consumer<ExecutionResult> done) {
    switch (prepared) {
      case Refused(var errors) -> done.accept(new ExecutionResultImpl(errors));
      case Ready ready -> run(request, ready, routing, end, done);
    }
  }

  private void run(
      GraphQlRequest request,
      Ready ready,
      RoutingContext routing,
      OnceOnly end,
      Consumer<ExecutionResult> done) {
    ManagedContext requestContext = Arc.container().requestContext();
    boolean own = !requestContext.isActive();
    if (own) {
      requestContext.activate();
    }
    InjectableContext.ContextState state = requestContext.getState();
    try {
      currentRequest.setCurrent(routing);
      ExecutionInput input = input(request, ready, routing, state);
      if (own) {
        end.set(() -> requestContext.destroy(state));
      }
      SmallRyeContextManager.restore(input.getGraphQLContext().get(SmallRyeContextManager.CONTEXT));
      graphql
          .executeAsync(input)
          .whenComplete((result, failure) -> {
            ExecutionResult outcome =
                failure == null ? result : new ExecutionResultImpl(Errors.failure(failure));
            if (!(outcome.getData() instanceof Publisher<?>)) {
              end.run();
            }
            done.accept(outcome);
          });
    } finally {
      SmallRyeContextManager.clearCurrentSmallRyeContext();
      if (own) {
        requestContext.deactivate();
      }
    }
  }

  private ExecutionInput input(
      GraphQlRequest request,
      Ready ready,
      RoutingContext routing,
      InjectableContext.ContextState state) {
    ExecutionInput input =
        ExecutionInput.newExecutionInput()
            .query(Objects.requireNonNullElse(request.query(), DOCUMENT_BY_ID))
            .operationName(request.operationName())
            .variables(request.variables())
            .extensions(request.extensions())
            .dataLoaderRegistry(loaders.forOneRequest())
            .locale(Locale.ENGLISH)
            .executionId(ExecutionId.from("witan-" + executions.incrementAndGet()))
            .build();
    var smallRye = new SmallRyeContext("witan");
    smallRye.setRequest(JsonValue.EMPTY_JSON_OBJECT);
    smallRye.setOperationName(
        request.operationName() != null ? request.operationName() : ready.operation().getName());
    smallRye.setExecutionInput(input);
    smallRye.setExecutionId(input.getExecutionId().toString());
    smallRye.setRequestedOperationTypes(List.of(ready.operation().getOperation().toString()));
    var context = input.getGraphQLContext();
    context.put(SmallRyeContextManager.CONTEXT, smallRye);
    context.put("runBlocking", false);
    context.put("state", state);
    context.put("httpHeaders", headers(routing));
    context.put(PreparsedDocumentEntry.class, ready.document());
    Context vertx = Vertx.currentContext();
    if (vertx != null) {
      context.put(Context.class, vertx);
    }
    return input;
  }

  private static Map<String, List<String>> headers(RoutingContext routing) {
    Map<String, List<String>> headers = new HashMap<>();
    for (var header : routing.request().headers()) {
      headers.computeIfAbsent(header.getKey(), name -> new ArrayList<>(1)).add(header.getValue());
    }
    return headers;
  }
}
