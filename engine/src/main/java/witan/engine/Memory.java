package witan.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Whether a model fits, before it is loaded: the system would end the process, without a word. */
final class Memory {
  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  private Memory() {}

  /**
   * Refuses a model whose weights are larger than the memory that is free.
   *
   * @param graph beside which the weights lie
   * @throws ModelException with what is needed and what there is
   */
  static void require(Path graph) {
    try (Stream<Path> files = Files.list(graph.toAbsolutePath().getParent())) {
      long needed = 0;
      for (Path file : files.toList()) {
        needed += Files.size(file);
      }
      require(graph, needed, available());
    } catch (IOException e) {
      throw new ModelException("The model " + graph + " can't be read: " + e, e);
    }
  }

  static void require(Path graph, long needed, OptionalLong available) {
    if (available.isPresent() && available.getAsLong() < needed) {
      throw new ModelException(
          "The model %s needs %d MiB of memory for its weights, but %d MiB are free: free some, or take a smaller or more coarsely quantised one."
              .formatted(graph, needed >> 20, available.getAsLong() >> 20));
    }
  }

  /** In bytes, where the system tells. */
  private static OptionalLong available() throws IOException {
    if (!Files.isReadable(LINUX)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(LINUX)) {
      return lines
          .filter(line -> line.startsWith(AVAILABLE))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    }
  }
}
