package witan.cli.network;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Ends processes: in order first, by force when they take too long. */
final class Signals {
  private Signals() {}

  /** Ends the process, and returns when it is gone. */
  static void end(ProcessHandle process, String signal, Duration patience) {
    if (!process.isAlive()) {
      return;
    }
    send(process, signal);
    if (!gone(process, patience)) {
      process.destroyForcibly();
      gone(process, Duration.ofSeconds(5));
    }
  }

  private static void send(ProcessHandle process, String signal) {
    if (!signal.equals("TERM")) {
      // Java sends no other signal; the shell's own kill is on every machine.
      try {
        Process kill =
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (kill.waitFor(5, TimeUnit.SECONDS) && kill.exitValue() == 0) {
          return;
        }
      } catch (IOException e) {
        // No shell: the ordinary signal must do.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    process.destroy();
  }

  /** Whether the process ended within the time given. */
  static boolean gone(ProcessHandle process, Duration patience) {
    CompletableFuture<ProcessHandle> exit = process.onExit();
    try {
      exit.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return !process.isAlive();
    } catch (ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
