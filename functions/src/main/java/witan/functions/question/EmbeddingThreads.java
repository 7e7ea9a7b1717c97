package witan.functions.question;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads that embed, and the queue before them.
 *
 * <p>Nobody else's thread waits for the model, so that a question whose vector is known overtakes
 * those that are still to be embedded. Each piece of work is one run of the model for one text: the
 * model's quantisation takes its scale from all that runs together, so several questions in one run
 * would be given other numbers than each alone, and the same question would get another answer in
 * other company. What runs side by side here are threads.
 */
final class EmbeddingThreads implements AutoCloseable {

  private final ThreadPoolExecutor threads;

  /**
   * @param atOnce how many run side by side
   * @param waiting how many more may wait
   */
  EmbeddingThreads(int atOnce, int waiting) {
    threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            Thread.ofPlatform().name("embedding-", 0).daemon().factory());
    threads.prestartAllCoreThreads();
  }

  /**
   * Does {@code work} when its turn comes; the result is handed on elsewhere. Work that nobody
   * waits for any more, cancelled or too late, gives its place in the queue to others.
   *
   * <p>Fails with {@link RejectedExecutionException} where too many wait already, and with {@link
   * io.smallrye.mutiny.TimeoutException} where the result is not there within {@code within}.
   */
  <T> Uni<T> run(Supplier<T> work, Duration within) {
    return Uni.createFrom()
        .<T>emitter(emitter -> {
          FutureTask<?> task =
              new FutureTask<>(
                  () -> {
                    try {
                      emitter.complete(work.get());
                    } catch (RuntimeException e) {
                      emitter.fail(e);
                    }
                  },
                  null);
          emitter.onTermination(() -> {
            task.cancel(false);
            threads.remove(task);
          });
          try {
            threads.execute(task);
          } catch (RejectedExecutionException e) {
            emitter.fail(e);
          }
        })
        .ifNoItem()
        .after(within)
        .fail()
        .emitOn(Infrastructure.getDefaultExecutor());
  }

  /** How many wait. */
  int waiting() {
    return threads.getQueue().size();
  }

  /** Forgets those that wait, and lets those that run finish. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
