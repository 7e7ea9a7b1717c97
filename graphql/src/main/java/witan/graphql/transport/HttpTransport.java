package witan.graphql.transport;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import graphql.language.OperationDefinition.Operation;
import io.quarkus.runtime.LaunchMode;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import witan.graphql.access.Caller;
import witan.graphql.access.Turnstile;
import witan.graphql.http.Readers;

/** GraphQL over HTTP (the GraphQL foundation's specification), at {@code /graphql}. */
@Singleton
class HttpTransport {

  private static final String PATH = "/graphql";

  /** Where the stock endpoint was moved (application.properties). */
  private static final String STOCK_PATH = "/graphql-stock";

  private final Documents documents;
  private final Execution execution;
  private final GraphQlJson json;
  private final LimitsConfig limits;
  private final Readers readers;
  private final Origins origins;
  private final Admission admission;

  HttpTransport(
      Documents documents,
      Execution execution,
      GraphQlJson json,
      LimitsConfig limits,
      Readers readers,
      Origins origins,
      Admission admission) {
    this.documents = documents;
    this.execution = execution;
    this.json = json;
    this.limits = limits;
    this.readers = readers;
    this.origins = origins;
    this.admission = admission;
  }

  // The order of the stock route must come after the one that hides it; its WebSocket is at −99.
  void routes(@Observes Router router) {
    router.route(PATH).handler(this::handle);
    router
        .routeWithRegex(STOCK_PATH + "(/.*)?")
        .order(-1000)
        // GraphiQL, which is there in development alone, asks where it believes the endpoint to be.
        .handler(
            LaunchMode.current() == LaunchMode.DEVELOPMENT
                ? this::handle
                : routing -> routing.response().setStatusCode(404).end());
  }

  private void handle(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (request.method() == HttpMethod.GET
        && "websocket".equalsIgnoreCase(request.getHeader("upgrade"))) {
      new WebSocketConnection(
              documents, execution, json, limits, readers.patience(), origins, admission, routing)
          .open();
      return;
    }
    guarded(
        routing,
        MediaTypes.JSON,
        () -> {
          if (request.method() == HttpMethod.GET) {
            String type = accepted(request);
            run(routing, type, ofQuery(routing.queryParams()), true);
          } else if (request.method() == HttpMethod.POST) {
            post(routing, accepted(request));
          } else {
            routing.response().putHeader("allow", "GET, POST");
            throw new MalformedRequest(405, "Use POST, or GET for queries.");
          }
        });
  }

  private void post(RoutingContext routing, String type) {
    String contentType = routing.request().getHeader("content-type");
    if (contentType == null || !MediaTypes.essence(contentType).equals(MediaTypes.JSON)) {
      throw new MalformedRequest(415, "Send the request as Content-Type: application/json.");
    }
    String charset = MediaTypes.parameter(contentType, "charset");
    if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
      throw new MalformedRequest(415, "Send the request in UTF-8.");
    }
    RequestBody.read(
        routing,
        limits.bodyBytes(),
        body ->
            guarded(
                routing,
                type,
                () -> run(routing, type, GraphQlRequest.of(json.read(body), json), false)),
        over -> refuse(routing, type, over));
  }

  private GraphQlRequest ofQuery(MultiMap parameters) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("query", "documentId", "operationName")) {
      if (parameters.contains(name)) {
        request.put(name, parameters.get(name));
      }
    }
    for (String name : List.of("variables", "extensions")) {
      String value = parameters.get(name);
      if (value != null && !value.isEmpty()) {
        request.set(name, json.read(value.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return GraphQlRequest.of(request, json);
  }

  private void run(RoutingContext routing, String type, GraphQlRequest request, boolean safe) {
    admission.admit(
        routing.request().getHeader("authorization"),
        routing,
        caller -> guarded(routing, type, () -> run(routing, type, request, safe, caller)),
        refused -> refuse(routing, type, refused));
  }

  private void run(
      RoutingContext routing, String type, GraphQlRequest request, boolean safe, Caller caller) {
    Turnstile.Turn turn = admission.count(caller);
    turn.headers().forEach(routing.response()::putHeader);
    if (turn.refusal() != null) {
      throw new MalformedRequest(429, ErrorCode.BUSY, turn.refusal());
    }
    PreparedOperation prepared = documents.prepare(request);
    if (safe && prepared.is(Operation.MUTATION)) {
      routing.response().putHeader("allow", "POST");
      throw new MalformedRequest(405, "A mutation needs POST.");
    }
    if (type.equals(MediaTypes.EVENT_STREAM)) {
      new ServerSentEvents(execution, json, readers.patience(), routing).run(request, prepared);
      return;
    }
    if (prepared.is(Operation.SUBSCRIPTION)) {
      throw new MalformedRequest(
          406, "A subscription needs Accept: text/event-stream, or a WebSocket.");
    }
    execution.run(
        request,
        prepared,
        routing,
        new OnceOnly(),
        result ->
            send(
                routing,
                type.equals(MediaTypes.GRAPHQL_RESPONSE) && !result.isDataPresent() ? 400 : 200,
                type,
                result));
  }

  private static String accepted(HttpServerRequest request) {
    return MediaTypes.negotiate(request.getHeader("accept"))
        .orElseThrow(() ->
            new MalformedRequest(
                406, "Accept one of " + String.join(", ", MediaTypes.OFFERED) + "."));
  }

  private void guarded(RoutingContext routing, String type, Runnable work) {
    try {
      work.run();
    } catch (MalformedRequest e) {
      refuse(routing, type, e);
    } catch (RuntimeException e) {
      send(routing, 500, MediaTypes.JSON, new ExecutionResultImpl(Errors.failure(e)));
    }
  }

  private void refuse(RoutingContext routing, String type, MalformedRequest refusal) {
    ExecutionResult result =
        new ExecutionResultImpl(Errors.error(refusal.code(), String.valueOf(refusal.getMessage())));
    if (refusal.status() == 401) {
      routing.response().putHeader("www-authenticate", "Bearer");
    }
    send(
        routing,
        refusal.status(),
        type.equals(MediaTypes.EVENT_STREAM) ? MediaTypes.JSON : type,
        result);
  }

  private void send(RoutingContext routing, int status, String type, ExecutionResult result) {
    HttpServerResponse response = routing.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("content-type", type + "; charset=utf-8")
        .putHeader("vary", "accept")
        .end(Buffer.buffer(json.write(result)));
  }
}
