package witan.graphql.upstream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import java.io.ByteArrayOutputStream;
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

  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final int LARGEST = 16 << 20;

  /** How many pieces are asked for at a time, and again when as many were taken. */
  private static final int AHEAD = 8;

  private sealed interface Event {}

  private record Piece(byte[] bytes) implements Event {}

  private record End(@Nullable Throwable failure) implements Event {}

  private final HttpClientResponse response;
  private final Context context;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private volatile boolean over;
  private int taken;

  /** To be made on the response's event loop, before any of the body has come. */
  Pieces(HttpClientResponse response) {
    this.response = response;
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
    Event event = events.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
    return switch (event) {
      case null -> throw new IOException("nothing came for " + SILENCE.toSeconds() + " s");
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

  /** All that is left. */
  public byte[] rest() throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece = next(); piece != null; piece = next()) {
      all.writeBytes(piece);
      if (all.size() > LARGEST) {
        throw new IOException("its reply is larger than " + LARGEST + " bytes");
      }
    }
    return all.toByteArray();
  }

  /** Breaks it off, if it is not over. */
  @Override
  public void close() {
    if (!over) {
      context.runOnContext(ignored -> response.request().reset());
    }
  }
}
