package witan.graphql.upstream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a reply, piece by piece; a few are read ahead of who takes them, and each wait has a
 * deadline.
 */
public final class Pieces implements AutoCloseable {

  /** How many pieces are asked for at a time, and again when as many were taken. */
  private static final int AHEAD = 8;

  private sealed interface Event {}

  private record Piece(byte[] bytes) implements Event {}

  private record End(@Nullable Throwable failure) implements Event {}

  private final HttpClientResponse response;
  private final Duration patience;
  private final Context context;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile boolean over;
  private int taken;

  /**
   * To be made on the response's event loop, before any of the body has come.
   *
   * @param patience between two pieces
   */
  Pieces(HttpClientResponse response, Duration patience) {
    this.response = response;
    this.patience = patience;
    this.context = Objects.requireNonNull(Vertx.currentContext(), "on an event loop");
    response.exceptionHandler(this::end);
    response.endHandler(ignored -> end(null));
    response.handler(piece -> events.add(new Piece(piece.getBytes())));
    response.pause();
    response.fetch(2 * AHEAD);
  }

  private void end(@Nullable Throwable failure) {
    over = true;
    events.add(new End(failure));
  }

  /**
   * The next piece; null after the last.
   *
   * @throws IOException when the connection broke off, or nothing came for too long
   */
  public byte @Nullable [] next() throws IOException, InterruptedException {
    Event event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    return switch (event) {
      case null -> throw new IOException("nothing came for " + patience.toSeconds() + " s");
      case Piece(byte[] bytes) -> {
        if (++taken % AHEAD == 0 && !over) {
          context.runOnContext(ignored -> response.fetch(AHEAD));
        }
        yield bytes;
      }
      case End(Throwable failure) when failure != null ->
          throw new IOException("it broke off: " + failure.getMessage(), failure);
      case End end -> null;
    };
  }

  /** Breaks it off, if it is not over. */
  @Override
  public void close() {
    if (!over) {
      context.runOnContext(ignored -> response.request().reset());
    }
  }
}
