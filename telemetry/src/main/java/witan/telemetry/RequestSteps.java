package witan.telemetry;

import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.semconv.HttpAttributes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A step for each HTTP request, as a part of its client's trace; the client's W3C {@code
 * traceparent} is honoured.
 *
 * <p>Quarkus' own would hold the path and the query, and a GraphQL query sent by GET is a client's
 * text. This one names the route. Health and metrics are left out, and so are WebSockets: their
 * operations are traces of their own.
 */
@Singleton
class RequestSteps {

  /** Before everything that answers. */
  private static final int FIRST = 10_000;

  private static final String TRACE_PARENT = "traceparent";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Tracing tracing;

  RequestSteps(Tracing tracing) {
    this.tracing = tracing;
  }

  void register(@Observes Filters filters) {
    if (tracing.isOn()) {
      filters.register(this::begin, FIRST);
    }
  }

  private void begin(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (request.path() == null
        || request.path().startsWith("/q/")
        || request.getHeader("upgrade") != null
        // Calls of gRPC have their own.
        || String.valueOf(request.getHeader("content-type")).startsWith("application/grpc")) {
      routing.next();
      return;
    }
    String method = METHODS.contains(request.method().name()) ? request.method().name() : "_OTHER";
    Step step = tracing.received(method, request, new Headers());
    step.set(HttpAttributes.HTTP_REQUEST_METHOD, method);
    // The context of this request alone; whatever runs on it later finds the step there.
    Scope scope = VertxContext.isOnDuplicatedContext() ? step.current() : Scope.noop();
    routing.addEndHandler(ended -> {
      end(routing, method, step);
      scope.close();
    });
    routing.next();
  }

  private static void end(RoutingContext routing, String method, Step step) {
    Route route = routing.currentRoute();
    if (route != null && route.getPath() != null) {
      step.rename(method + " " + route.getPath());
      step.set(HttpAttributes.HTTP_ROUTE, route.getPath());
    }
    int status = routing.response().getStatusCode();
    step.set(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
    if (status / 100 == 5) {
      step.failed(Integer.toString(status));
    } else if (!routing.response().ended()) {
      step.failed("client_gone");
    }
    step.close();
  }

  /**
   * The ids alone: {@code tracestate} may hold anything that the client wrote, and would stand in
   * the spans and go along to experts.
   */
  private static final class Headers implements TextMapGetter<HttpServerRequest> {

    @Override
    public Iterable<String> keys(HttpServerRequest request) {
      return List.of(TRACE_PARENT);
    }

    @Override
    public @Nullable String get(@Nullable HttpServerRequest request, String name) {
      return request == null || !name.equals(TRACE_PARENT) ? null : request.getHeader(name);
    }
  }
}
