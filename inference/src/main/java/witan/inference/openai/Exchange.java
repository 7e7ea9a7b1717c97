package witan.inference.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import witan.openai.ApiException;
import witan.openai.Sse;

/**
 * One HTTP request and its answer, written from a thread that may wait: a client that reads slowly
 * slows the model, and one that goes away stops it.
 */
final class Exchange {

  /** A client that takes nothing for so long is given up. */
  private static final long WRITE_SECONDS = 30;

  private final HttpServerResponse response;
  private boolean streaming;

  Exchange(RoutingContext context) {
    this.response = context.response();
  }

  /** The whole answer. */
  void json(int status, byte[] body) {
    if (response.closed() || response.ended()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(body));
  }

  /** One event of a streamed answer. */
  void event(String event) throws IOException {
    if (!streaming) {
      streaming = true;
      response
          .setChunked(true)
          .putHeader("Content-Type", Sse.CONTENT_TYPE)
          .putHeader("Cache-Control", "no-cache");
    }
    try {
      response
          .write(event)
          .toCompletionStage()
          .toCompletableFuture()
          .get(WRITE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the client went away", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the service is stopping", e);
    }
  }

  /** The end of a streamed answer. */
  void done() {
    if (!response.closed() && !response.ended()) {
      response.end(Sse.DONE);
    }
  }

  /** The refusal, in whichever form the answer still can take. */
  void error(ApiException error) {
    if (!streaming) {
      json(error.status(), error.body());
    } else if (!response.closed() && !response.ended()) {
      response.end(Sse.data(error.json()) + Sse.DONE);
    }
  }

  /** Whether the client is gone. */
  boolean closed() {
    return response.closed();
  }
}
