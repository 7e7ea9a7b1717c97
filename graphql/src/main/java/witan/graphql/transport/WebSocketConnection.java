package witan.graphql.transport;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import graphql.ExecutionResult;
import graphql.ExecutionResultImpl;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import witan.graphql.access.Caller;
import witan.graphql.access.Turnstile;
import witan.graphql.http.Readers;

/**
 * One client's WebSocket, by the protocol {@code graphql-transport-ws}: connection_init → ack, then
 * operations side by side, each named by the client. What breaks the protocol closes the socket
 * with the code that the protocol names.
 */
final class WebSocketConnection {

  private static final Logger LOG = Logger.getLogger(WebSocketConnection.class);
  static final String PROTOCOL = "graphql-transport-ws";
  private static final int CLOSE_REASON_BYTES = 120;

  /** A running operation; stopped once, from whichever side ends it. */
  private static final class Running {
    private final OnceOnly end = new OnceOnly();
    private volatile @Nullable EventSink sink;
    private volatile boolean stopped;

    void stop() {
      stopped = true;
      EventSink current = sink;
      if (current != null) {
        current.cancel();
      }
      end.run();
    }
  }

  private final Documents documents;
  private final Execution execution;
  private final GraphQlJson json;
  private final LimitsConfig limits;
  private final Duration patience;
  private final Origins origins;
  private final Admission admission;
  private final RoutingContext routing;
  private final Map<String, Running> running = new ConcurrentHashMap<>();
  private @Nullable ServerWebSocket socket;
  private @Nullable Outlet outlet;
  private long initTimer = -1;
  private @Nullable String authorization;
  private boolean initialising;
  private boolean initialised;

  WebSocketConnection(
      Documents documents,
      Execution execution,
      GraphQlJson json,
      LimitsConfig limits,
      Duration patience,
      Origins origins,
      Admission admission,
      RoutingContext routing) {
    this.documents = documents;
    this.execution = execution;
    this.json = json;
    this.limits = limits;
    this.patience = patience;
    this.origins = origins;
    this.admission = admission;
    this.routing = routing;
  }

  void open() {
    routing
        .request()
        .toWebSocket()
        .onSuccess(this::opened)
        .onFailure(failure -> {
          if (!routing.response().ended()) {
            routing.fail(400);
          }
        });
  }

  private void opened(ServerWebSocket opened) {
    socket = opened;
    Outlet out =
        new Outlet(opened, routing.vertx(), patience, () -> Readers.drop(routing.request()));
    outlet = out;
    if (!PROTOCOL.equals(opened.subProtocol())) {
      close(4406, "Subprotocol not acceptable; use " + PROTOCOL);
      return;
    }
    initTimer =
        routing
            .vertx()
            .setTimer(
                limits.initTimeout().toMillis(),
                late -> {
                  if (!initialised) {
                    close(4408, "Connection initialisation timeout");
                  }
                });
    opened.textMessageHandler(text -> {
      orClosed(() -> message(text));
      // Every message may be answered: who doesn't read the answers is not asked for more.
      if (out.isFull()) {
        opened.pause();
        out.whenReady(opened::resume);
      }
    });
    opened.binaryMessageHandler(binary -> close(4400, "Binary messages are not supported"));
    opened.closeHandler(closed -> end());
    opened.exceptionHandler(failure -> end());
  }

  private void message(String text) {
    if (text.length() > limits.bodyBytes()) {
      close(4400, "Message too large");
      return;
    }
    JsonNode message;
    try {
      message = json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedRequest e) {
      close(4400, "Invalid message received");
      return;
    }
    JsonNode payload = message.path("payload");
    boolean objectOrNone = payload.isMissingNode() || payload.isNull() || payload.isObject();
    switch (message.path("type").asText("")) {
      case "connection_init" -> {
        if (initialising) {
          close(4429, "Too many initialisation requests");
        } else if (!objectOrNone) {
          close(4400, "Invalid payload");
        } else if (!origins.allow(routing.request())) {
          close(4403, "Forbidden to pages of other sites");
        } else {
          initialising = true;
          authorization = authorization(payload);
          admission.admit(authorization, routing, caller -> initialised(), this::forbid);
        }
      }
      case "ping" -> {
        if (!objectOrNone) {
          close(4400, "Invalid payload");
        } else {
          send(
              payload.isObject()
                  ? Map.of("type", "pong", "payload", payload)
                  : Map.of("type", "pong"));
        }
      }
      case "pong" -> {}
      case "subscribe" -> subscribe(message.path("id"), payload);
      case "complete" -> {
        Running operation =
            message.path("id").isTextual() ? running.remove(message.get("id").textValue()) : null;
        if (!message.path("id").isTextual()) {
          close(4400, "Invalid message received");
        } else if (operation != null) {
          operation.stop();
        }
      }
      default -> close(4400, "Invalid message received");
    }
  }

  /** As browsers must send it, which can't choose an upgrade's headers; else as anybody can. */
  private @Nullable String authorization(JsonNode payload) {
    for (String name : List.of("Authorization", "authorization")) {
      if (payload.path(name).isTextual()) {
        return payload.get(name).textValue();
      }
    }
    return routing.request().getHeader("authorization");
  }

  private void initialised() {
    initialised = true;
    routing.vertx().cancelTimer(initTimer);
    send(Map.of("type", "connection_ack"));
  }

  private void forbid(MalformedRequest refused) {
    close(4403, "Forbidden: " + refused.getMessage());
  }

  private void subscribe(JsonNode id, JsonNode payload) {
    if (!id.isTextual() || id.textValue().isEmpty() || !payload.isObject()) {
      close(4400, "Invalid message received");
      return;
    }
    if (!initialised) {
      close(4401, "Unauthorized");
      return;
    }
    GraphQlRequest request;
    try {
      request = GraphQlRequest.of(payload, json);
    } catch (MalformedRequest e) {
      close(4400, String.valueOf(e.getMessage()));
      return;
    }
    String name = id.textValue();
    if (running.size() >= limits.operationsPerSocket()) {
      error(
          name,
          new ExecutionResultImpl(
              Errors.error(
                  ErrorCode.BUSY,
                  "This socket runs %d operations already; complete one first."
                      .formatted(limits.operationsPerSocket()))));
      return;
    }
    var operation = new Running();
    if (running.putIfAbsent(name, operation) != null) {
      close(4409, "Subscriber for " + name + " already exists");
      return;
    }
    // Once more for each operation: a key may be revoked while its socket stays open.
    admission.admit(
        authorization,
        routing,
        caller -> orClosed(() -> start(name, operation, request, caller)),
        refused -> refuse(name, operation, refused.code(), String.valueOf(refused.getMessage())));
  }

  private void start(String name, Running operation, GraphQlRequest request, Caller caller) {
    Turnstile.Turn turn = admission.count(caller);
    if (turn.refusal() != null) {
      refuse(name, operation, ErrorCode.BUSY, turn.refusal());
      return;
    }
    // A context of its own: what one operation keeps there must not be seen by its neighbours.
    Context context =
        VertxContext.createNewDuplicatedContext(
            VertxContext.getRootContext(Vertx.currentContext()));
    VertxContextSafetyToggle.setContextSafe(context, true);
    context.runOnContext(start -> orClosed(() -> run(name, operation, request)));
  }

  private void refuse(String id, Running operation, ErrorCode code, String sentence) {
    if (running.remove(id, operation)) {
      error(id, new ExecutionResultImpl(Errors.error(code, sentence)));
    }
  }

  private void orClosed(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.error("a message over a WebSocket failed", e);
      close(4500, "Internal server error");
    }
  }

  private void run(String id, Running operation, GraphQlRequest request) {
    if (operation.stopped) {
      return; // before it began
    }
    execution.run(
        request,
        documents.prepare(request),
        routing,
        operation.end,
        result -> begin(id, operation, result));
  }

  private void begin(String id, Running operation, ExecutionResult result) {
    if (operation.stopped) {
      operation.stop();
      return;
    }
    Outlet open = outlet;
    if (open != null && result.getData() instanceof Publisher<?>) {
      Publisher<ExecutionResult> events = result.getData();
      var sink = new EventSink(open, event -> next(id, event), () -> complete(id, operation));
      operation.sink = sink;
      events.subscribe(sink);
      if (operation.stopped) {
        operation.stop();
      }
    } else if (result.isDataPresent()) {
      next(id, result);
      complete(id, operation);
    } else if (running.remove(id, operation)) {
      error(id, result);
    }
  }

  private void next(String id, ExecutionResult result) {
    send(Map.of("id", id, "type", "next", "payload", new RawResult(json.write(result))));
  }

  private void error(String id, ExecutionResult result) {
    send(Map.of("id", id, "type", "error", "payload", json.errors(result.getErrors())));
  }

  private void complete(String id, Running operation) {
    operation.end.run();
    if (running.remove(id, operation)) {
      send(Map.of("id", id, "type", "complete"));
    }
  }

  private void send(Map<String, Object> message) {
    ServerWebSocket open = socket;
    if (open != null && !open.isClosed()) {
      open.writeTextMessage(new String(json.bytes(message), StandardCharsets.UTF_8));
    }
  }

  private void close(int code, String reason) {
    ServerWebSocket open = socket;
    boolean unread = outlet != null && outlet.isFull();
    end();
    if (unread) {
      Readers.drop(routing.request()); // whoever reads nothing doesn't read why
    } else if (open != null && !open.isClosed()) {
      open.close((short) code, shortened(reason));
      routing.vertx().setTimer(patience.toMillis(), late -> Readers.drop(routing.request()));
    }
  }

  /** As much of {@code reason} as fits, in whole characters: it may repeat what the client sent. */
  private static String shortened(String reason) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, CLOSE_REASON_BYTES);
    while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
      length--;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void end() {
    routing.vertx().cancelTimer(initTimer);
    if (outlet != null) {
      outlet.end();
    }
    running.values().forEach(Running::stop);
    running.clear();
  }

  /** A result that is JSON already. */
  private record RawResult(byte[] bytes) {
    @JsonRawValue
    @JsonValue
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
