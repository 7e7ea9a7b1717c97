package witan.engine.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import witan.engine.ModelException;

/** Where ONNX Runtime's shared library lies. */
final class NativeLibrary {

  /** Names a build of the library other than the one that Witan brings, such as one for CUDA. */
  static final String SETTING = "witan.onnxruntime.library";

  /** By this setting ONNX Runtime's own Java classes load the same file instead of a copy. */
  private static final String SHARED = "onnxruntime.native.onnxruntime.path";

  /** Libraries that the main one loads from where it lies, if the jar has them. */
  private static final List<String> PROVIDERS =
      List.of("onnxruntime_providers_shared", "onnxruntime_providers_cuda");

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
    String folder = "/ai/onnxruntime/native/" + platform() + "/";
    return unpack(cache, name -> NativeLibrary.class.getResource(folder + name));
  }

  /**
   * Unpacks the library, and beside it what it loads from there: the jar for GPUs has its CUDA
   * provider in files of their own.
   *
   * @param resources those of the jar, by name; null where it has none
   */
  static Path unpack(Path cache, Function<String, @Nullable URL> resources) {
    String name = System.mapLibraryName("onnxruntime");
    URL main = resources.apply(name);
    if (main == null) {
      throw new ModelException(
          "This build brings no ONNX Runtime for "
              + platform()
              + ": name one by the system property "
              + SETTING
              + ".");
    }
    try {
      // The size tells builds apart: another version of the jar is unpacked beside the first.
      Path folder = cache.resolve("onnxruntime-" + platform() + "-" + size(main));
      for (String provider : PROVIDERS) {
        String file = System.mapLibraryName(provider);
        URL resource = resources.apply(file);
        if (resource != null) {
          unpack(resource, folder.resolve(file));
        }
      }
      unpack(main, folder.resolve(name));
      return folder.resolve(name);
    } catch (IOException e) {
      throw new ModelException("ONNX Runtime can't be unpacked into " + cache + ": " + e, e);
    }
  }

  private static void unpack(URL resource, Path library) throws IOException {
    if (Files.isRegularFile(library) && Files.size(library) == size(resource)) {
      return;
    }
    Path folder = Files.createDirectories(library.toAbsolutePath().getParent());
    Path part = Files.createTempFile(folder, library.getFileName().toString(), ".part");
    try (InputStream bytes = connection(resource).getInputStream()) {
      Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static long size(URL resource) throws IOException {
    URLConnection connection = connection(resource);
    connection.getInputStream().close(); // else its jar stays open
    return connection.getContentLengthLong();
  }

  private static URLConnection connection(URL resource) throws IOException {
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    return connection;
  }

  private static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return os + (arch.equals("aarch64") || arch.equals("arm64") ? "-aarch64" : "-x64");
  }
}
