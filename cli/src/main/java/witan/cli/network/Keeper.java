package witan.cli.network;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import witan.cli.Failure;
import witan.cli.Sessions;

/**
 * Keeps one part alive: starts it, asks until it is ready, and starts it again when it dies.
 *
 * <p>Its own thread does all of that; {@link #stop} may come from another one, at any time. The
 * thread must outlive the process, which is told to end when it does not (see {@link Sessions}).
 */
final class Keeper {
  private static final Duration ASK_EVERY = Duration.ofMillis(200);

  private final Part part;
  private final int order;
  private final RunFolder run;
  private final Duration readyWithin;
  private final BackOff backOff = new BackOff();
  private final CompletableFuture<Duration> firstReady = new CompletableFuture<>();
  private final Object lock = new Object();

  private @Nullable Process process;
  private boolean stopping;
  private int restarts;

  Keeper(Part part, int order, RunFolder run, Duration readyWithin) {
    this.part = part;
    this.order = order;
    this.run = run;
    this.readyWithin = readyWithin;
  }

  Part part() {
    return part;
  }

  /** Completes with the time it took, or fails with a sentence when the first start fails. */
  CompletableFuture<Duration> firstReady() {
    return firstReady;
  }

  /** Runs until the part is stopped, or its first start fails. */
  void keep() {
    try {
      while (true) {
        long started = System.nanoTime();
        Process current = startUnlessStopping();
        if (current == null) {
          return;
        }
        if (becomesReady(current)) {
          record(current, PartState.READY);
          firstReady.complete(since(started));
        } else if (!firstReady.isDone()) {
          firstReady.completeExceptionally(new Failure(whyNotReady(current)));
          return;
        } else {
          current.destroyForcibly();
        }
        current.waitFor();
        if (isStopping()) {
          return;
        }
        restarts++;
        record(current, PartState.RESTARTING);
        TimeUnit.NANOSECONDS.sleep(backOff.after(since(started)).toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      firstReady.completeExceptionally(
          new Failure(part.name() + " could not be started: " + Failure.reason(e), e));
    } finally {
      firstReady.completeExceptionally(new Failure(part.name() + " was stopped."));
    }
  }

  void stop(Duration patience) {
    Process current;
    synchronized (lock) {
      stopping = true;
      current = process;
    }
    if (current != null) {
      Signals.end(current.toHandle(), part.stopSignal(), patience);
    }
  }

  private boolean isStopping() {
    synchronized (lock) {
      return stopping;
    }
  }

  private @Nullable Process startUnlessStopping() throws IOException {
    synchronized (lock) {
      if (stopping) {
        return null;
      }
      ProcessBuilder builder =
          new ProcessBuilder(Sessions.bound(part.command(), part.stopSignal()))
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(ProcessBuilder.Redirect.appendTo(part.log().toFile()));
      part.environment()
          .forEach((key, value) -> {
            if (value.isEmpty()) {
              builder.environment().remove(key);
            } else {
              builder.environment().put(key, value);
            }
          });
      Process started = builder.start();
      process = started;
      record(started, PartState.STARTING);
      return started;
    }
  }

  private void record(Process current, String state) {
    List<String> command = part.command();
    // What is started through another program (unshare) is known by its own name in the end.
    String program = Sessions.program(command);
    run.write(
        new PartState(
            part.name(),
            ProcessMark.of(current.toHandle(), program),
            part.port(),
            part.health().toString(),
            state,
            restarts,
            order,
            part.stopSignal()));
  }

  private boolean becomesReady(Process current) throws InterruptedException {
    long deadline = System.nanoTime() + readyWithin.toNanos();
    while (current.isAlive() && System.nanoTime() < deadline && !isStopping()) {
      try {
        if (part.probe().ready() && current.isAlive()) {
          return true;
        }
      } catch (IOException e) {
        // Not listening yet.
      }
      if (current.waitFor(ASK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return false;
  }

  private String whyNotReady(Process current) {
    List<String> lines = new ArrayList<>();
    lines.add(
        current.isAlive()
            ? "%s was not ready within %d s.".formatted(part.name(), readyWithin.toSeconds())
            : "%s ended while it started, with exit code %d."
                .formatted(part.name(), current.exitValue()));
    lines.add("The end of its log, " + part.log() + ":");
    Log.tail(part.log(), 15).forEach(line -> lines.add("  " + line));
    return String.join("\n", lines);
  }

  private static Duration since(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }
}
