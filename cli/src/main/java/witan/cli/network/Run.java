package witan.cli.network;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.Sessions;

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

  /** How a command begins the sentence that says why it failed. */
  private static final String FAILURE = "witan: ";

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /**
   * Claims the group, ends what an earlier supervisor left behind when it was killed, and makes
   * sure that the start can succeed. Whatever fails, the group is free again.
   *
   * @param checks what must hold before anything is started; throws a {@link Failure} if it doesn't
   */
  FileLock claim(Consumer<String> progress, Runnable checks) {
    RunFolder run = RunFolder.of(home, group);
    FileLock lock = run.claim().orElseThrow(this::alreadyRuns);
    try {
      int ended = run.cleanUp();
      if (ended > 0) {
        progress.accept(
            "Ended "
                + ended
                + (ended == 1 ? " process" : " processes")
                + " of an earlier run, whose supervisor had been killed.");
      }
      run.write(starting());
      checks.run();
      return lock;
    } catch (RuntimeException e) {
      release(lock);
      throw e;
    }
  }

  private void release(FileLock lock) {
    RunFolder.of(home, group).forget();
    RunFolder.release(lock);
  }

  private SupervisorState starting() {
    return new SupervisorState(
        ProcessMark.ofThisProcess(), portBase, url, SupervisorState.STARTING, "");
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
    OwnClasses.load();
    RunFolder run = RunFolder.of(home, group);
    Supervisor supervisor;
    try {
      supervisor = new Supervisor(parts.get(), run, READY_WITHIN, STOP_WITHIN, progress);
    } catch (RuntimeException e) {
      release(lock);
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
    try {
      supervisor.start();
      run.write(starting().in(SupervisorState.READY, ""));
      ready.run();
    } catch (Failure e) {
      if (mayGoOn(ending)) {
        release(lock);
        throw e;
      }
      // Ctrl-C or `down` came first: a part that did not get ready is no news.
    }
    supervisor.await();
    // Kept until here, so that nothing else claims the group while parts end.
    RunFolder.release(lock);
  }

  /** Whether this process is not being ended from outside; if so, the hook is taken away. */
  private static boolean mayGoOn(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /**
   * Starts this command again in a process of its own, and returns when what it supervises is
   * ready.
   *
   * @param lock of the group; the new process claims it for itself
   * @param words the command's words
   * @param progress takes what the supervisor prints meanwhile
   */
  void detach(FileLock lock, List<String> words, Consumer<String> progress) {
    Path log = home.log(group.equals(RunFolder.NETWORK) ? "supervisor" : group);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"));
    command.add("-Dwitan.root=" + Folders.repository());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "witan.cli.Witan"));
    command.addAll(words);
    release(lock);
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
      List<String> failure = lines.stream().dropWhile(line -> !line.startsWith(FAILURE)).toList();
      List<String> said = lines.subList(0, lines.size() - failure.size());
      said.stream().skip(shown).forEach(progress);
      shown = Math.max(shown, said.size());
      if (ready) {
        return;
      }
      if (!alive) {
        throw new Failure(
            failure.isEmpty()
                ? "The " + what + " was not started; " + log + " may tell why."
                : String.join("\n", failure).substring(FAILURE.length()));
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
