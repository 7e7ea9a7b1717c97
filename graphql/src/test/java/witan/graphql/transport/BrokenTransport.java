package witan.graphql.transport;

import graphql.ExecutionResult;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Consumer;

/** The WebSocket transport over an engine with a bug, at {@code /broken}. */
@Singleton
class BrokenTransport {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final class BrokenExecution extends Execution {

    BrokenExecution(ServedSchema served, BatchLoaders loaders, CurrentVertxRequest currentRequest) {
      super(served, loaders, currentRequest);
    }

    @Override
    void run(
        GraphQlRequest request,
        PreparedOperation prepared,
        RoutingContext routing,
        OnceOnly end,
        Consumer<ExecutionResult> done) {
      throw new IllegalStateException("a bug");
    }
  }

  void routes(
      @Observes Router router,
      Documents documents,
      ServedSchema served,
      BatchLoaders loaders,
      CurrentVertxRequest currentRequest,
      GraphQlJson json,
      LimitsConfig limits,
      Origins origins,
      Admission admission) {
    Execution broken = new BrokenExecution(served, loaders, currentRequest);
    router
        .route("/broken")
        .handler(routing ->
            new WebSocketConnection(
                    documents, broken, json, limits, PATIENCE, origins, admission, routing)
                .open());
  }
}
