package witan.cli.network;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process that is not mistaken for another that got the same number later.
 *
 * @param pid its number
 * @param startedMillis when it started, milliseconds since 1970 as the system tells it; 0 if
 *     unknown
 * @param program the file name of what it runs, such as {@code java}
 */
public record ProcessMark(long pid, long startedMillis, String program) {
  /**
   * The system counts starts in ticks since boot, and a corrected clock moves them all a little.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  static ProcessMark of(ProcessHandle process, String program) {
    return new ProcessMark(
        process.pid(),
        process.info().startInstant().map(at -> at.toEpochMilli()).orElse(0L),
        program);
  }

  static ProcessMark ofThisProcess() {
    return of(ProcessHandle.current(), "java");
  }

  /** The process, if it still is the one that was marked. */
  public Optional<ProcessHandle> alive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
  }

  private boolean isSame(ProcessHandle process) {
    boolean sameStart =
        process
            .info()
            .startInstant()
            .map(at -> Math.abs(at.toEpochMilli() - startedMillis) <= TOLERANCE.toMillis())
            .orElse(true);
    // A command that is not told (another user's process, a zombie) decides nothing.
    boolean sameProgram =
        process.info().command().map(command -> Path.of(command).endsWith(program)).orElse(true);
    return sameStart && sameProgram;
  }
}
