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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

  @Inject
  public UpstreamCalls(Vertx vertx) {
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
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(upstream.at(path).toString())
            .putHeader("Content-Type", "application/json");
    if (upstream.key() != null) {
      options.putHeader("Authorization", "Bearer " + upstream.key());
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
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

  private static void send(HttpClientRequest request, byte[] body, CompletableFuture<Reply> reply) {
    request
        .send(Buffer.buffer(body))
        .onFailure(reply::completeExceptionally)
        .onSuccess(response -> {
          Pieces pieces = new Pieces(response);
          String type = response.getHeader("Content-Type");
          boolean isWanted =
              reply.complete(
                  new Reply(
                      response.statusCode(), type == null ? "application/json" : type, pieces));
          if (!isWanted) {
            pieces.close();
          }
        });
  }

  /**
   * The beginning of a reply.
   *
   * @param pieces the rest; to be closed
   */
  public record Reply(int status, String type, Pieces pieces) implements AutoCloseable {

    /** Whether it is a stream of events. */
    public boolean isStream() {
      return type.startsWith("text/event-stream");
    }

    @Override
    public void close() {
      pieces.close();
    }
  }
}
