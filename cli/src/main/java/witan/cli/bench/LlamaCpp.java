package witan.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import witan.cli.Failure;

/** llama.cpp for comparison: node-llama-cpp, its prebuilt library, in the cache. */
final class LlamaCpp {
  private static final String PACKAGE = "node-llama-cpp@3.22.1";
  private static final String SCRIPT = "llama-cpp.mjs";
  private static final long INSTALL_MINUTES = 10;

  private final Path folder;

  private LlamaCpp(Path folder) {
    this.folder = folder;
  }

  /** Installs it with npm unless it is there; nothing of the package is run for that. */
  static LlamaCpp installed(Path cache) {
    Path folder = cache.resolve("llama-cpp-3.22.1");
    try (InputStream script = LlamaCpp.class.getResourceAsStream(SCRIPT)) {
      if (!Files.isDirectory(folder.resolve("node_modules/node-llama-cpp"))) {
        Files.createDirectories(folder);
        Process npm =
            new ProcessBuilder(
                    "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        if (!npm.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || npm.exitValue() != 0) {
          npm.destroyForcibly();
          throw new Failure("npm could not install " + PACKAGE + ": see " + folder + "/npm.log.");
        }
      }
      Files.copy(
          Objects.requireNonNull(script, SCRIPT),
          folder.resolve(SCRIPT),
          StandardCopyOption.REPLACE_EXISTING);
      return new LlamaCpp(folder);
    } catch (IOException e) {
      throw new Failure(
          "llama.cpp can't be installed (%s): node and npm are needed; --alone leaves it out."
              .formatted(Failure.reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while npm installed " + PACKAGE + ".");
    }
  }

  Contender start(Path model, int threads) {
    return new Contender(
        List.of("node", SCRIPT, model.toString(), Integer.toString(threads)), folder);
  }
}
