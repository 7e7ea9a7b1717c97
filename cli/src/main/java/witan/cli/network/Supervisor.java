package witan.cli.network;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import witan.cli.Failure;

/**
 * Starts parts together, keeps them alive, and stops them in reverse order. Whatever fails during
 * the start, everything that was started is stopped again.
 */
final class Supervisor {
  private final List<Keeper> keepers = new ArrayList<>();
  private final Map<String, Keeper> byName = new HashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final RunFolder run;
  private final Duration stopWithin;
  private final Consumer<String> progress;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean stopping;

  /**
   * @param parts in the order in which dependencies allow them to start
   * @param run where states are written
   * @param readyWithin how long one part may take until it is ready
   * @param stopWithin how long one part may take to end before it is killed
   * @param progress takes one line a part
   */
  Supervisor(
      List<Part> parts,
      RunFolder run,
      Duration readyWithin,
      Duration stopWithin,
      Consumer<String> progress) {
    this.run = run;
    this.stopWithin = stopWithin;
    this.progress = progress;
    for (Part part : parts) {
      Keeper keeper = new Keeper(part, keepers.size(), run, readyWithin);
      keepers.add(keeper);
      byName.put(part.name(), keeper);
    }
  }

  /**
   * Returns when every part is ready.
   *
   * @throws Failure when one is not; nothing runs then
   */
  void start() {
    try {
      for (Keeper keeper : keepers) {
        Log.rotate(keeper.part().log());
      }
    } catch (IOException e) {
      throw new Failure("The logs can't be written: " + Failure.reason(e), e);
    }
    synchronized (this) {
      for (Keeper keeper : keepers) {
        if (!stopping) {
          threads.add(Thread.ofPlatform().daemon().name(keeper.part().name()).start(run(keeper)));
        }
      }
    }
    CompletableFuture<?> all = allReady();
    try {
      all.join();
    } catch (CompletionException e) {
      stop();
      throw e.getCause() instanceof Failure failure
          ? failure
          : new Failure("The network could not be started: " + Failure.reason(e), e);
    }
  }

  /** Ready when all are, failed as soon as one is. */
  private CompletableFuture<?> allReady() {
    CompletableFuture<Void> failed = new CompletableFuture<>();
    List<CompletableFuture<?>> each = new ArrayList<>();
    for (Keeper keeper : keepers) {
      each.add(
          keeper
              .firstReady()
              .whenComplete((took, problem) -> {
                if (problem != null) {
                  failed.completeExceptionally(problem);
                } else {
                  progress.accept(
                      "  %-12s ready after %4.1f s   port %d"
                          .formatted(
                              keeper.part().name(),
                              took.toMillis() / 1000.0,
                              keeper.part().port()));
                }
              }));
    }
    return CompletableFuture.anyOf(
        failed, CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)));
  }

  private Runnable run(Keeper keeper) {
    return () -> {
      try {
        for (String earlier : keeper.part().after()) {
          Keeper needed = byName.get(earlier);
          if (needed != null) {
            needed.firstReady().join();
          }
        }
      } catch (CompletionException e) {
        keeper.firstReady().completeExceptionally(e.getCause());
        return;
      }
      keeper.keep();
    };
  }

  /** Waits until everything has been stopped. */
  void await() {
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    }
  }

  /** Stops all parts in reverse order; returns when no process is left. */
  void stop() {
    boolean first;
    synchronized (this) {
      first = !stopping;
      stopping = true;
    }
    if (!first) {
      await();
      return;
    }
    for (Keeper keeper : keepers.reversed()) {
      keeper.stop(stopWithin);
    }
    for (Thread thread : threads) {
      thread.interrupt();
    }
    run.forget();
    stopped.countDown();
  }
}
