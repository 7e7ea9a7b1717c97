package witan.graphql.answer;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import witan.telemetry.Along;

/**
 * Those who would take over, opening while it is not certain yet that they have to: when the one
 * that answers alone turns out to be lost, they are ready.
 */
final class StandBy {

  private final List<Seat> seats;
  private final int[] behind;
  private final CompletableFuture<FanOut.Result> result = new CompletableFuture<>();
  private final Future<?> running;

  /**
   * @param behind the answer that their sessions begin with
   */
  StandBy(List<Seat> seats, int[] behind, Callable<FanOut.Result> opening) {
    this.seats = List.copyOf(seats);
    this.behind = behind.clone();
    this.running = Parallel.THREADS.submit(Along.work(() -> run(opening)));
  }

  private void run(Callable<FanOut.Result> opening) {
    try {
      FanOut.Result opened = opening.call();
      if (!result.complete(opened)) {
        opened.close();
      }
    } catch (Exception e) {
      result.completeExceptionally(e);
    }
  }

  /** Whether it is these that are to go on with this answer. */
  boolean isFor(List<Seat> next, int[] answer) {
    return seats.equals(next) && Arrays.equals(behind, answer);
  }

  /** Waits until they have opened, or failed to. Interrupted, it leaves no session open. */
  FanOut.Result result() throws InterruptedException {
    try {
      return result.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      dismiss();
      throw e;
    }
  }

  /** They are not needed: ends their sessions, also those that are just opening. */
  void dismiss() {
    if (!result.cancel(false) && !result.isCompletedExceptionally()) {
      result.join().close();
    }
    running.cancel(true);
  }
}
