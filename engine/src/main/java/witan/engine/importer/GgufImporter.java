package witan.engine.importer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import witan.engine.ModelException;
import witan.engine.gguf.GgufFile;

/** Makes ONNX graphs of GGUF files, once for each file and version of the importer. */
public final class GgufImporter {
  private static final String GRAPH = "model.onnx";

  private GgufImporter() {}

  /**
   * A model that ONNX Runtime can load.
   *
   * @param graph the file to load
   */
  public record Imported(Path graph, Architecture sizes, String weightsSha256, GraphForm form) {

    /** Of the graph: another computes other bits. */
    public String version() {
      return GgufImporter.version(form);
    }
  }

  private static String version(GraphForm form) {
    return LlamaGraph.VERSION + form.suffix();
  }

  /**
   * The graph of a file, from the cache if it was made before. Processes that ask at once wait for
   * the first.
   *
   * @param cache a folder, made if there is none
   * @throws ModelException if the file can't be run, or the cache can't be written
   */
  public static Imported imported(GgufFile file, Path cache, GraphForm form) {
    return imported(file, cache, form, Inputs.INT8);
  }

  /** Whose graph is taken from the cache later, whatever its inputs are. */
  static Imported imported(GgufFile file, Path cache, GraphForm form, Inputs inputs) {
    Architecture sizes = Architecture.of(file);
    try {
      String sha256 = sha256(file.path());
      Path folder = cache.resolve(sha256 + "-" + version(form));
      Files.createDirectories(cache);
      try (FileChannel lock =
              FileChannel.open(
                  cache.resolve(folder.getFileName() + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var held = lock.lock()) {
        if (held.isValid() && !Files.isDirectory(folder)) {
          write(file, sizes, folder, inputs, form);
        }
      }
      return new Imported(folder.resolve(GRAPH), sizes, sha256, form);
    } catch (IOException | UncheckedIOException e) {
      throw new ModelException(
          "The model %s can't be prepared in %s: %s".formatted(file.path(), cache, e), e);
    }
  }

  /** A folder that bears its name is complete, even after a power cut. */
  private static void write(
      GgufFile file, Architecture sizes, Path folder, Inputs inputs, GraphForm form)
      throws IOException {
    Path part = folder.resolveSibling(folder.getFileName() + ".part");
    clear(part);
    Files.createDirectory(part);
    try {
      LlamaGraph.write(file, sizes, part.resolve(GRAPH), inputs, form);
      try (var files = Files.list(part)) {
        for (Path written : files.toList()) {
          force(written);
        }
      }
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      clear(part);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void clear(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static String sha256(Path path) throws IOException {
    try (InputStream bytes = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 20];
      for (int n = bytes.read(buffer); n >= 0; n = bytes.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
