package witan.graphql.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
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
import org.jspecify.annotations.Nullable;

/**
 * Calls to upstreams. They block and belong on a virtual thread; interrupted, they are broken off.
 *
 * <p>Connections belong to the event loops: a request that is handed on takes less than half of the
 * processor time that it takes by the JDK's client, which has threads of its own.
 */
@ApplicationScoped
public class UpstreamCalls {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** A long prompt on a slow machine is read for a while before anything comes. */
  private static final Duration FIRST_BYTE = Duration.ofSeconds(60);

  /** To one upstream at once; who comes then waits for one to be free, as long as for an answer. */
  private static final int CONNECTIONS = 1024;

  private final HttpClient http;
  private final UpstreamWatch watch;

  /** Nobody watches. */
  public UpstreamCalls(Vertx vertx) {
    this(vertx, UpstreamWatch.none());
  }

  @Inject
  UpstreamCalls(Vertx vertx, UpstreamWatch watch) {
    this.watch = watch;
    http =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) CONNECT.toMillis()),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
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
      return new Reply(begun.status(), begun.type(), begun.pieces(), watched);
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

  private Begun post(Upstream upstream, String path, byte[] body, Map<String, String> trace)
      throws IOException, InterruptedException {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(upstream.at(path).toString())
            .putHeader("Content-Type", "application/json");
    if (upstream.key() != null) {
      options.putHeader("Authorization", "Bearer " + upstream.key());
    }
    trace.forEach(options::putHeader);
    CompletableFuture<Begun> reply = new CompletableFuture<>();
    // On a thread of its own: the client leaves its Vert.x context on the thread that asks, and the
    // current step of a trace would be looked for there from then on.
    Thread.startVirtualThread(() -> request(options, body, reply));
    try {
      return reply.get(FIRST_BYTE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new IOException(cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IOException("nothing came for " + FIRST_BYTE.toSeconds() + " s", e);
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

  private static void send(HttpClientRequest request, byte[] body, CompletableFuture<Begun> reply) {
    request
        .send(Buffer.buffer(body))
        .onFailure(reply::completeExceptionally)
        .onSuccess(response -> {
          Pieces pieces = new Pieces(response);
          String type = response.getHeader("Content-Type");
          boolean isWanted =
              reply.complete(
                  new Begun(
                      response.statusCode(), type == null ? "application/json" : type, pieces));
          if (!isWanted) {
            pieces.close();
          }
        });
  }

  private record Begun(int status, String type, Pieces pieces) {}

  /** The beginning of a reply, and the rest as it comes. */
  public static final class Reply implements AutoCloseable {

    private final int status;
    private final String type;
    private final Pieces pieces;
    private final UpstreamWatch.Watched watched;

    private Reply(int status, String type, Pieces pieces, UpstreamWatch.Watched watched) {
      this.status = status;
      this.type = type;
      this.pieces = pieces;
      this.watched = watched;
    }

    /** Of HTTP. */
    public int status() {
      return status;
    }

    /** The content's type. */
    public String type() {
      return type;
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

    /** All of the body that is left; fails as {@link #next} does. */
    public byte[] rest() throws IOException, InterruptedException {
      try {
        return pieces.rest();
      } catch (IOException e) {
        watched.failed("broken_off");
        throw e;
      }
    }

    /** Whether it is a stream of events. */
    public boolean isStream() {
      return type.startsWith("text/event-stream");
    }

    @Override
    public void close() {
      pieces.close();
      watched.close();
    }
  }
}
