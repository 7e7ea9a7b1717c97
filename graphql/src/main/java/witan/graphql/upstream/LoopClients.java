package witan.graphql.upstream;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An HTTP client for each event loop. One for all would send a request over whatever connection is
 * idle, whichever loop that belongs to, and each piece of the reply would have to wake another
 * thread.
 */
final class LoopClients {

  private final Vertx vertx;
  private final HttpClientOptions options;
  private final PoolOptions pool;
  private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();

  /**
   * @param pool of each client, so of each loop
   */
  LoopClients(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
    this.vertx = vertx;
    this.options = options;
    this.pool = pool;
  }

  /** That of the event loop that this runs on. */
  HttpClient here() {
    return clients.computeIfAbsent(
        Thread.currentThread(), loop -> vertx.createHttpClient(options, pool));
  }
}
