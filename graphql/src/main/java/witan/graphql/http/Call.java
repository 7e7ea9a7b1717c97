package witan.graphql.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request with its whole body, and the way to answer it: from a virtual thread, or from
 * the event loop that its connection belongs to.
 *
 * <p>At most {@value #AHEAD} pieces of an event stream wait for a slow reader; the writer then
 * blocks, or is told to wait ({@link #offer}), and a reader that takes nothing for too long ({@link
 * Readers#patience}) is dropped.
 */
public final class Call {

  private static final String REQUEST_ID = "x-request-id";
  private static final int AHEAD = 64;

  private final RoutingContext routing;
  private final Context loop;
  private final Duration patience;
  private final byte[] body;
  private final HttpServerResponse response;
  private final String id = UUID.randomUUID().toString();
  private final Semaphore ahead = new Semaphore(AHEAD);
  private volatile Map<String, String> always = Map.of();
  private volatile boolean started;
  private volatile boolean gone;
  private volatile Runnable whenGone = () -> {};

  Call(RoutingContext routing, Context loop, Duration patience, byte[] body) {
    this.routing = routing;
    this.loop = loop;
    this.patience = patience;
    this.body = body;
    this.response = routing.response();
  }

  /** By which the client, who gets it as {@code x-request-id}, and the log name this call. */
  public String id() {
    return id;
  }

  /** The request's body; empty when it had none. */
  public byte[] body() {
    return body;
  }

  /** The HTTP method's name in capitals. */
  public String method() {
    return routing.request().method().name();
  }

  /** The normalised path, percent-decoding undone as far as routing does. */
  public String path() {
    return routing.normalizedPath();
  }

  /** What stands behind the path's question mark; null if nothing does. */
  public @Nullable String query() {
    return routing.request().query();
  }

  /** A header of the request; null if it has none of that name. */
  public @Nullable String header(String name) {
    return routing.request().getHeader(name);
  }

  /** The address that the request came from, or is said to have come from by a trusted proxy. */
  public String client() {
    return client(routing.request());
  }

  /** The same of a request that is answered in another way. */
  public static String client(HttpServerRequest request) {
    SocketAddress address = request.remoteAddress();
    return address == null ? "" : String.valueOf(address.hostAddress());
  }

  /** Headers for whatever is answered; to be set before that. */
  public void addHeaders(Map<String, String> headers) {
    always = Map.copyOf(headers);
  }

  /** Whether anything was sent already, so that the status can't be changed any more. */
  public boolean started() {
    return started;
  }

  /** Sends the whole response. */
  public void reply(int status, String type, byte[] content, Map<String, String> headers) {
    started = true;
    onLoop(() -> {
      if (response.ended() || response.closed()) {
        return;
      }
      response.setStatusCode(status);
      response.putHeader(REQUEST_ID, id);
      headers.forEach(response::putHeader);
      always.forEach(response::putHeader);
      if (status == 204) {
        response.end();
      } else {
        response.putHeader("Content-Type", type);
        response.end(Buffer.buffer(content));
      }
    });
  }

  /** Sends what was asked for, as JSON. */
  public void reply(JsonNode json) {
    reply(200, "application/json", json.toString().getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Begins a stream of server-sent events. */
  public void startEvents(Map<String, String> headers) {
    started = true;
    onLoop(() -> {
      response.setChunked(true);
      response.putHeader(REQUEST_ID, id);
      response.putHeader("Content-Type", "text/event-stream; charset=utf-8");
      response.putHeader("Cache-Control", "no-cache");
      response.putHeader("X-Accel-Buffering", "no");
      always.forEach(response::putHeader);
      headers.forEach(response::putHeader);
    });
  }

  /**
   * Sends one piece of the stream; waits while the reader is slow.
   *
   * @throws ClientGoneException when the reader is gone or takes nothing any more
   */
  public void send(byte[] piece) throws InterruptedException {
    if (gone || !ahead.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      close();
      throw new ClientGoneException("the client reads no more");
    }
    onLoop(() -> {
      if (response.ended() || response.closed()) {
        gone = true;
        ahead.release();
        return;
      }
      response
          .write(Buffer.buffer(piece))
          .onComplete(written -> {
            gone |= written.failed();
            ahead.release();
          });
    });
  }

  /**
   * Sends one piece of the stream without waiting; on the event loop, see {@link #onLoop}. A reader
   * that takes nothing for too long is dropped as by {@link #send}.
   *
   * @param goOn is run when a reader that did not keep up has done so
   * @return whether the reader keeps up; if not, no more is to be sent until {@code goOn}
   * @throws ClientGoneException when the reader is gone
   */
  public boolean offer(Buffer piece, Runnable goOn) {
    if (gone || response.ended() || response.closed()) {
      throw new ClientGoneException("the client reads no more");
    }
    response.write(piece);
    if (!response.writeQueueFull()) {
      return true;
    }
    Vertx vertx = loop.owner();
    long timer = vertx.setTimer(Math.max(1, patience.toMillis()), ignored -> close());
    response.drainHandler(ignored -> {
      if (vertx.cancelTimer(timer)) {
        goOn.run();
      }
    });
    return false;
  }

  /** Runs what belongs on the event loop of the client's connection; at once on that loop. */
  public void onLoop(Runnable task) {
    if (Context.isOnEventLoopThread() && Vertx.currentContext() == loop) {
      task.run();
    } else {
      loop.runOnContext(ignored -> task.run());
    }
  }

  /** Ends the stream with a last piece, however slow the reader is. */
  public void endWith(byte[] piece) {
    onLoop(() -> {
      if (!response.ended() && !response.closed()) {
        response.end(Buffer.buffer(piece));
      }
    });
  }

  /** Ends the stream. */
  public void end() {
    onLoop(() -> {
      if (!response.ended() && !response.closed()) {
        response.end();
      }
    });
  }

  /** Drops the connection. */
  void close() {
    gone = true;
    onLoop(() -> Readers.drop(routing.request()));
  }

  /** What is to be stopped when the client goes away; instead of what was named before. */
  public void whenGone(Runnable stop) {
    whenGone = stop;
    if (gone) {
      stop.run();
    }
  }

  void markGone() {
    gone = true;
    whenGone.run();
  }
}
