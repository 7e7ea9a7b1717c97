package witan.graphql.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import witan.graphql.http.Call;

/**
 * Calls to upstreams. {@link #post} blocks and belongs on a virtual thread; interrupted, it is
 * broken off.
 *
 * <p>Connections belong to the event loops: a request that is handed on takes less than half of the
 * processor time that it takes by the JDK's client, which has threads of its own.
 */
@ApplicationScoped
public class UpstreamCalls {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * To one upstream at once, from one event loop; who comes then waits for one to be free, as long
   * as for an answer.
   */
  private static final int CONNECTIONS = 1024;

  private final Vertx vertx;
  private final HttpClient http;
  private final LoopClients clients;
  private final UpstreamWatch watch;
  private final Deadlines deadlines;

  /** Nobody watches. */
  public UpstreamCalls(Vertx vertx) {
    this(vertx, UpstreamWatch.none());
  }

  @Inject
  UpstreamCalls(Vertx vertx, UpstreamWatch watch) {
    this(vertx, watch, Deadlines.USUAL);
  }

  UpstreamCalls(Vertx vertx, UpstreamWatch watch, Deadlines deadlines) {
    this.vertx = vertx;
    this.watch = watch;
    this.deadlines = deadlines;
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout((int) CONNECT.toMillis())
            .setTracingPolicy(TracingPolicy.IGNORE); // the watch traces
    PoolOptions pool = new PoolOptions().setHttp1MaxSize(CONNECTIONS);
    this.http = vertx.createHttpClient(options, pool);
    this.clients = new LoopClients(vertx, options, pool);
  }

  /**
   * Posts a body; the reply's pieces come as they arrive, none later than a deadline after the one
   * before.
   *
   * @param path below the upstream's address, such as {@code /chat/completions}
   * @throws IOException when it can't be reached, or does not begin to answer in time
   */
  public Reply post(Upstream upstream, String path, byte[] body)
      throws IOException, InterruptedException {
    UpstreamWatch.Watched watched = watch.begin(upstream, path);
    try {
      Begun begun = post(upstream, path, body, watched.headers());
      watched.answered(begun.status());
      return new Reply(begun.status(), begun.pieces(), watched);
    } catch (IOException e) {
      watched.failed(e.getCause() instanceof TimeoutException ? "timeout" : "unreachable");
      watched.close();
      throw e;
    } catch (InterruptedException | RuntimeException e) {
      watched.failed("cancelled");
      watched.close();
      throw e;
    }
  }

  /**
   * Posts the body of a call and hands the reply's pieces on as they arrive, without a thread that
   * waits for them.
   *
   * @param used is told how many events of a stream the client was sent; null if nobody counts
   * @return {@link Handover#over}
   */
  CompletableFuture<Handover.@Nullable Whole> handOn(
      Upstream upstream, String path, byte[] body, Call call, @Nullable LongConsumer used) {
    UpstreamWatch.Watched watched = watch.begin(upstream, path);
    Handover handover = new Handover(vertx, call, deadlines, watched, used);
    RequestOptions options = options(upstream, path, watched.headers());
    call.whenGone(handover::giveUp);
    call.onLoop(() -> handover.begin(clients.here(), options, body));
    return handover.over();
  }

  private static RequestOptions options(Upstream upstream, String path, Map<String, String> trace) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(upstream.at(path).toString())
            .putHeader("Content-Type", "application/json");
    if (upstream.key() != null) {
      options.putHeader("Authorization", "Bearer " + upstream.key());
    }
    trace.forEach(options::putHeader);
    return options;
  }

  private Begun post(Upstream upstream, String path, byte[] body, Map<String, String> trace)
      throws IOException, InterruptedException {
    RequestOptions options = options(upstream, path, trace);
    CompletableFuture<Begun> reply = new CompletableFuture<>();
    // On a thread of its own: the client leaves its Vert.x context on the thread that asks, and the
    // current step of a trace would be looked for there from then on.
    Thread.startVirtualThread(() -> request(options, body, reply));
    try {
      return reply.get(deadlines.first().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IOException(cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IOException("nothing came for " + deadlines.first().toSeconds() + " s", e);
    } finally {
      // Of a reply that has begun, this is too late.
      reply.cancel(false);
    }
  }

  private void request(RequestOptions options, byte[] body, CompletableFuture<Begun> reply) {
    http.request(options)
        .onFailure(reply::completeExceptionally)
        .onSuccess(request -> {
          // Who gave up meanwhile cancels it.
          reply.whenComplete((begun, failure) -> {
            if (failure != null) {
              request.reset();
            }
          });
          send(request, body, reply);
        });
  }

  private void send(HttpClientRequest request, byte[] body, CompletableFuture<Begun> reply) {
    request
        .send(Buffer.buffer(body))
        .onFailure(reply::completeExceptionally)
        .onSuccess(response -> {
          Pieces pieces = new Pieces(response, deadlines.between());
          boolean isWanted = reply.complete(new Begun(response.statusCode(), pieces));
          if (!isWanted) {
            pieces.close();
          }
        });
  }

  private record Begun(int status, Pieces pieces) {}

  /** The beginning of a reply, and the rest as it comes. */
  public static final class Reply implements AutoCloseable {

    private final int status;
    private final Pieces pieces;
    private final UpstreamWatch.Watched watched;

    private Reply(int status, Pieces pieces, UpstreamWatch.Watched watched) {
      this.status = status;
      this.pieces = pieces;
      this.watched = watched;
    }

    /** Of HTTP. */
    public int status() {
      return status;
    }

    /**
     * The next piece of the body; null behind the last.
     *
     * @throws IOException when it breaks off, or nothing comes in time
     */
    public byte @Nullable [] next() throws IOException, InterruptedException {
      try {
        return pieces.next();
      } catch (IOException e) {
        watched.failed("broken_off");
        throw e;
      }
    }

    @Override
    public void close() {
      pieces.close();
      watched.close();
    }
  }
}
