package witan.graphql.transport;

import io.vertx.core.Vertx;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A connection's way out, which its operations share: whoever finds it full waits until it has
 * drained. A reader that leaves lying for too long what waits for it is dropped. Belongs to one
 * event loop.
 */
final class Outlet {

  private final WriteStream<?> stream;
  private final Vertx vertx;
  private final Duration patience;
  private final Runnable drop;
  private final List<Runnable> waiting = new ArrayList<>();
  private long deadline = -1;
  private boolean ended;

  /**
   * @param drop ends the connection without writing anything more
   */
  Outlet(WriteStream<?> stream, Vertx vertx, Duration patience, Runnable drop) {
    this.stream = stream;
    this.vertx = vertx;
    this.patience = patience;
    this.drop = drop;
  }

  /** Whether as much waits to be sent as may. */
  boolean isFull() {
    return !ended && stream.writeQueueFull();
  }

  /** Runs {@code next} as soon as more may be written. */
  void whenReady(Runnable next) {
    if (!isFull()) {
      next.run();
      return;
    }
    waiting.add(next);
    if (waiting.size() == 1) {
      deadline = vertx.setTimer(patience.toMillis(), late -> drop.run());
      stream.drainHandler(drained -> drained());
    }
  }

  /** The connection is over; nobody waits any more. */
  void end() {
    ended = true;
    clear();
  }

  private void drained() {
    List<Runnable> ready = List.copyOf(waiting);
    clear();
    ready.forEach(Runnable::run);
  }

  private void clear() {
    vertx.cancelTimer(deadline);
    waiting.clear();
  }
}
