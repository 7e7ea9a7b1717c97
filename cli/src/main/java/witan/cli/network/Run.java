package witan.cli.network;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.Home;

/**
 * One supervised group of parts, in the foreground or in a process of its own.
 *
 * @param home the network's home
 * @param group the name of the group in {@code HOME/run}
 * @param portBase the network's base
 * @param url where it is reached
 * @param what it is, for messages: "network", or "expert cooking"
 */
record Run(Home home, String group, int portBase, String url, String what) {
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** Claims the group, and ends what an earlier supervisor left behind when it was killed. */
  FileLock claim(Consumer<String> progress) {
    RunFolder run = RunFolder.of(home, group);
    Optional<FileLock> lock = run.claim();
    if (lock.isEmpty()) {
      throw alreadyRuns();
    }
    int ended = run.cleanUp();
    if (ended > 0) {
      progress.accept(
          "Ended "
              + ended
              + (ended == 1 ? " process" : " processes")
              + " of an earlier run, whose supervisor had been killed.");
    }
    return lock.get();
  }

  /** Fails when the group runs already. */
  void refuseSecond() {
    if (RunFolder.of(home, group).isClaimed()) {
      throw alreadyRuns();
    }
  }

  private Failure alreadyRuns() {
    String pid =
        RunFolder.of(home, group)
            .supervisor()
            .map(state -> " at " + state.url() + " (pid " + state.process().pid() + ")")
            .orElse("");
    return new Failure(
        "The "
            + what
            + " is already running"
            + pid
            + ", with its state in "
            + home.folder()
            + ". Stop it with: ./witan down");
  }

  /**
   * Starts the parts, says so, and stays until it is told to stop.
   *
   * @param lock of the group
   * @param parts made only now, as making them may take a while (a database's folder)
   * @param progress takes lines while it starts
   * @param ready what to do once everything is ready
   */
  void supervise(
      FileLock lock, Supplier<List<Part>> parts, Consumer<String> progress, Runnable ready) {
    RunFolder run = RunFolder.of(home, group);
    SupervisorState state =
        new SupervisorState(
            ProcessMark.ofThisProcess(), portBase, url, SupervisorState.STARTING, "");
    run.write(state);
    Supervisor supervisor;
    try {
      supervisor = new Supervisor(parts.get(), run, READY_WITHIN, STOP_WITHIN, progress);
    } catch (Failure e) {
      run.forget();
      throw e;
    }
    Thread ending =
        Thread.ofPlatform()
            .unstarted(() -> {
              progress.accept("Stopping the " + what + " ...");
              supervisor.stop();
              progress.accept("Stopped.");
            });
    Runtime.getRuntime().addShutdownHook(ending);
    supervisor.start();
    run.write(state.in(SupervisorState.READY, ""));
    ready.run();
    supervisor.await();
    // Kept until here, so that nothing else claims the group while parts end.
    RunFolder.release(lock);
  }

  /**
   * Starts this command again in a process of its own, and returns when what it supervises is
   * ready.
   *
   * @param words the command's words
   * @param progress takes what the supervisor prints meanwhile
   */
  void detach(List<String> words, Consumer<String> progress) {
    Path log = home.log(group.equals(RunFolder.NETWORK) ? "supervisor" : group);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.add("-Dwitan.root=" + Folders.repository());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "witan.cli.Witan"));
    command.addAll(words);
    try {
      Log.rotate(log);
      Process supervisor =
          new ProcessBuilder(Sessions.own(command))
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(log.toFile())
              .start();
      // Whoever interrupts the wait wants no network.
      Thread abandon =
          Thread.ofPlatform()
              .unstarted(() -> Signals.end(supervisor.toHandle(), "TERM", Duration.ofMinutes(2)));
      Runtime.getRuntime().addShutdownHook(abandon);
      follow(supervisor, log, progress);
      Runtime.getRuntime().removeShutdownHook(abandon);
    } catch (IOException e) {
      throw new Failure("The supervisor could not be started: " + Failure.reason(e), e);
    }
  }

  private void follow(Process supervisor, Path log, Consumer<String> progress) throws IOException {
    int shown = 0;
    while (true) {
      // Asked before the log is read: what was printed before the end is not lost.
      boolean alive = supervisor.isAlive();
      boolean ready =
          RunFolder.of(home, group)
              .supervisor()
              .filter(state -> state.process().pid() == supervisor.pid())
              .filter(state -> state.phase().equals(SupervisorState.READY))
              .isPresent();
      List<String> lines = Files.exists(log) ? Files.readString(log).lines().toList() : List.of();
      lines.stream().skip(shown).forEach(progress);
      shown = Math.max(shown, lines.size());
      if (ready) {
        return;
      }
      if (!alive) {
        // Its last line is the sentence that says why; it has been shown.
        throw new Failure("The " + what + " was not started.");
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure("Interrupted.", e);
      }
    }
  }
}
