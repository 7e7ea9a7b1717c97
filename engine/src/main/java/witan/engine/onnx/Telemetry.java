package witan.engine.onnx;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * What ONNX Runtime tells its makers: nothing.
 *
 * <p>From 1.29 on its builds for Linux and macOS report how they are used over the network, unless
 * an environment variable forbids it before the library's environment is created. Preparing that
 * report, 1.29.0 also overruns the stack when the process has a command line of some kilobytes.
 */
public final class Telemetry {
  private static final String FORBIDDEN = "ORT_DISABLE_TELEMETRY";

  private Telemetry() {}

  /**
   * Forbids it to this process; to be called before anything else of the library, also by its stock
   * Java classes.
   */
  @SuppressWarnings("restricted")
  public static void forbid() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty()) {
      return; // Windows, whose library asks the system's own settings
    }
    try (Arena arena = Arena.ofConfined()) {
      int failed =
          (int)
              linker
                  .downcallHandle(
                      setenv.get(), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT))
                  .invokeExact(arena.allocateFrom(FORBIDDEN), arena.allocateFrom("1"), 1);
      if (failed != 0) {
        throw new IllegalStateException(FORBIDDEN + " can't be set; set it before the start");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("setenv", e);
    }
  }
}
