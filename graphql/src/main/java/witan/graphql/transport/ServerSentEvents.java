package witan.graphql.transport;

import graphql.ExecutionResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import witan.graphql.http.Readers;

/** GraphQL over server-sent events, one connection an operation (graphql-sse's distinct mode). */
final class ServerSentEvents {

  private static final long KEEP_ALIVE_MILLIS = 12_000;

  private final Execution execution;
  private final GraphQlJson json;
  private final RoutingContext routing;
  private final HttpServerResponse response;
  private final OnceOnly end = new OnceOnly();
  private final long keepAlive;
  private final Outlet outlet;
  private @Nullable EventSink sink;
  private boolean gone;

  ServerSentEvents(
      Execution execution, GraphQlJson json, Duration patience, RoutingContext routing) {
    this.execution = execution;
    this.json = json;
    this.routing = routing;
    this.response = routing.response();
    this.keepAlive = routing.vertx().setPeriodic(KEEP_ALIVE_MILLIS, tick -> comment());
    this.outlet =
        new Outlet(response, routing.vertx(), patience, () -> Readers.drop(routing.request()));
  }

  void run(GraphQlRequest request, PreparedOperation prepared) {
    response
        .setChunked(true)
        .putHeader("content-type", MediaTypes.EVENT_STREAM + "; charset=utf-8")
        .putHeader("cache-control", "no-cache")
        .putHeader("x-accel-buffering", "no");
    response.closeHandler(closed -> close());
    response.exceptionHandler(failure -> close());
    comment(); // tells the client at once that the stream is open
    execution.run(request, prepared, routing, end, this::begin);
  }

  private void begin(ExecutionResult result) {
    if (gone) {
      return;
    }
    if (result.getData() instanceof Publisher<?>) {
      Publisher<ExecutionResult> events = result.getData();
      sink = new EventSink(outlet, this::next, this::complete);
      events.subscribe(sink);
    } else {
      next(result);
      complete();
    }
  }

  private void next(ExecutionResult result) {
    response.write(
        Buffer.buffer("event: next\ndata: ").appendBytes(json.write(result)).appendString("\n\n"));
  }

  private void complete() {
    close();
    if (!response.ended() && !response.closed()) {
      response.end("event: complete\ndata:\n\n");
    }
  }

  private void comment() {
    if (!response.ended() && !response.closed() && !response.writeQueueFull()) {
      response.write(":\n\n");
    }
  }

  private void close() {
    gone = true;
    routing.vertx().cancelTimer(keepAlive);
    outlet.end();
    if (sink != null) {
      sink.cancel();
    }
    end.run();
  }
}
