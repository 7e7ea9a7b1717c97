package witan.engine.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import witan.engine.ModelException;

/** Where ONNX Runtime's shared library lies. */
final class NativeLibrary {

  /** Names a build of the library other than the one that Witan brings, such as one for CUDA. */
  static final String SETTING = "witan.onnxruntime.library";

  /** By this setting ONNX Runtime's own Java classes load the same file instead of a copy. */
  private static final String SHARED = "onnxruntime.native.onnxruntime.path";

  private NativeLibrary() {}

  /**
   * The library's file, unpacked into the cache if it is the one in the jar.
   *
   * @throws ModelException if there is none for this machine, or it can't be unpacked
   */
  static Path find(Path cache) {
    String chosen = System.getProperty(SETTING, "");
    Path library = chosen.isBlank() ? unpack(cache) : Path.of(chosen);
    if (!Files.isRegularFile(library)) {
      throw new ModelException(
          "There is no ONNX Runtime at " + library + ": correct " + SETTING + ".");
    }
    if (System.getProperty(SHARED) == null) {
      System.setProperty(SHARED, library.toString());
    }
    return library;
  }

  private static Path unpack(Path cache) {
    String platform = platform();
    String name = System.mapLibraryName("onnxruntime");
    URL resource =
        NativeLibrary.class.getResource("/ai/onnxruntime/native/" + platform + "/" + name);
    if (resource == null) {
      throw new ModelException(
          "This build brings no ONNX Runtime for "
              + platform
              + ": name one by the system property "
              + SETTING
              + ".");
    }
    try {
      var connection = resource.openConnection();
      connection.setUseCaches(false);
      long size = connection.getContentLengthLong();
      // The size tells builds apart: another version of the jar is unpacked beside the first.
      Path library = cache.resolve("onnxruntime-" + platform + "-" + size).resolve(name);
      if (!Files.isRegularFile(library) || Files.size(library) != size) {
        Files.createDirectories(library.getParent());
        Path part = Files.createTempFile(library.getParent(), name, ".part");
        try (InputStream bytes = connection.getInputStream()) {
          Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
          Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(part);
        }
      } else {
        connection.getInputStream().close();
      }
      return library;
    } catch (IOException e) {
      throw new ModelException("ONNX Runtime can't be unpacked into " + cache + ": " + e, e);
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return os + (arch.equals("aarch64") || arch.equals("arm64") ? "-aarch64" : "-x64");
  }
}
