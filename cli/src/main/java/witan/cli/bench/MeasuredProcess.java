package witan.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import witan.cli.Failure;
import witan.cli.network.Probe;

/**
 * A process with its children that is watched for as long as something is measured, and can be
 * killed.
 */
public final class MeasuredProcess {

  private static final Duration START = Duration.ofMinutes(2);
  private static final int END_SECONDS = 20;

  private final Process process;
  private final Path log;

  private MeasuredProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts one whose output is added to {@code log}. */
  public static MeasuredProcess start(
      List<String> command, Map<String, String> environment, Path log) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return new MeasuredProcess(process, log);
    } catch (IOException e) {
      throw new Failure(command.getFirst() + " can't be started.", e);
    }
  }

  /** Returns when it is ready; fails when it ends before, or takes too long. */
  public void await(Probe probe) {
    long deadline = System.nanoTime() + START.toNanos();
    try {
      while (System.nanoTime() < deadline && process.isAlive()) {
        try {
          if (probe.ready()) {
            return;
          }
        } catch (IOException e) {
          // Not yet.
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Failure("A process did not become ready; its log " + log + " says why.");
  }

  /** Ends it and its children at once, in whatever they are doing. */
  public void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
      for (ProcessHandle child : children) {
        child.onExit().get(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new Failure("A killed process does not end.", e);
    }
  }

  void signal(Signal signal) {
    all().forEach(signal::send);
  }

  /**
   * The most memory that it has had at once, in bytes, and those of its children that still run; 0
   * where that can't be told.
   */
  public long peakMemory() {
    return all().mapToLong(one -> peakMemory(one.pid())).sum();
  }

  private static long peakMemory(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .findFirst()
          .map(kibibytes -> Long.parseLong(kibibytes) << 10)
          .orElse(0L);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants());
  }

  /** Processor time that it has used, and those of its children that still run. */
  public Duration processor() {
    return all()
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
