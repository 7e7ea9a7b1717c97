package witan.engine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What this process has allocated outside the heap and not freed, as the C library counts it.
 *
 * <p>Not what the system counts as resident: that also has the heap, and what the allocator keeps
 * for later, which grows for minutes without anything being left behind.
 */
public final class Allocated {

  /** {@code struct mallinfo2}: ten sizes, see mallinfo(3). */
  private static final MemoryLayout MALLINFO = MemoryLayout.sequenceLayout(10, JAVA_LONG);

  private static final long MAPPED = 4 * JAVA_LONG.byteSize();
  private static final long IN_USE = 7 * JAVA_LONG.byteSize();

  private static final int SAMPLES = 15;

  private Allocated() {}

  /**
   * The least of what is counted within some seconds: the JVM's compilers allocate and free some 15
   * MB while they work. Skips the test where the C library does not count (other than glibc 2.33 or
   * later).
   */
  public static long bytes() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) {
      System.gc(); // arenas that only a collection closes are not left behind
      least = Math.min(least, bytesNow());
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return least;
  }

  @SuppressWarnings("restricted")
  private static long bytesNow() {
    Linker linker = Linker.nativeLinker();
    var symbol = linker.defaultLookup().find("mallinfo2");
    Assumptions.assumeTrue(symbol.isPresent(), "the C library has no mallinfo2");
    MethodHandle mallinfo =
        linker.downcallHandle(
            symbol.orElseThrow(),
            FunctionDescriptor.of(MemoryLayout.structLayout(MALLINFO.withName("sizes"))));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = (MemorySegment) mallinfo.invokeExact((SegmentAllocator) arena);
      return info.get(JAVA_LONG, MAPPED) + info.get(JAVA_LONG, IN_USE);
    } catch (Throwable e) {
      throw new LinkageError("mallinfo2", e);
    }
  }

  /** How many threads this process has, those outside of Java included. */
  public static long threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      return tasks.count();
    }
  }
}
