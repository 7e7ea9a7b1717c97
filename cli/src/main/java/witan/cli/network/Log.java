package witan.cli.network;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A part's log: one file a run, the two runs before it kept as {@code .1} and {@code .2}. */
final class Log {
  private static final int TAIL_BYTES = 1 << 16;

  private Log() {}

  static void rotate(Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    Path first = log.resolveSibling(log.getFileName() + ".1");
    Path second = log.resolveSibling(log.getFileName() + ".2");
    if (Files.exists(first)) {
      Files.move(first, second, StandardCopyOption.REPLACE_EXISTING);
    }
    if (Files.exists(log)) {
      Files.move(log, first, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The last lines, without reading all of a long log. */
  static List<String> tail(Path log, int lines) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] bytes = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
