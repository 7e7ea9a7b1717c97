package witan.cli.network;

import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;

/** {@code down}: stops whatever runs in a home, also what a killed supervisor left. */
@Command(name = "down", description = "Stops the network, and experts that were added to it.")
public final class DownCommand implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Override
  public void run() {
    int supervisors = 0;
    int orphans = 0;
    for (RunFolder group : RunFolder.all(options.home())) {
      Optional<ProcessHandle> supervisor =
          group.supervisor().flatMap(state -> state.process().alive());
      if (supervisor.isPresent()) {
        Signals.end(supervisor.get(), "TERM", PATIENCE);
        supervisors++;
      }
      Optional<FileLock> lock = group.claim();
      if (lock.isEmpty()) {
        throw new Failure(
            "Another command is starting or stopping the " + group.group() + ". Try again.");
      }
      orphans += group.cleanUp();
      RunFolder.release(lock.get());
    }
    if (options.json()) {
      System.out.println(Json.pretty(Map.of("stopped", supervisors, "orphansEnded", orphans)));
    } else if (supervisors == 0 && orphans == 0) {
      System.out.println("Nothing runs in " + options.home().folder() + ".");
    } else {
      System.out.println(
          orphans == 0
              ? "Stopped. No process is left."
              : "Stopped. Ended "
                  + orphans
                  + (orphans == 1 ? " process" : " processes")
                  + " whose supervisor had been killed; no process is left.");
    }
  }
}
