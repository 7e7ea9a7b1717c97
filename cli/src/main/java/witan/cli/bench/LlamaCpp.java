package witan.cli.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import witan.cli.Failure;

/** llama.cpp for comparison: node-llama-cpp, its prebuilt library, in the cache. */
final class LlamaCpp {
  private static final String PACKAGE = "node-llama-cpp@3.22.1";
  private static final String SCRIPT = "llama-cpp.mjs";

  private final Path folder;

  private LlamaCpp(Path folder) {
    this.folder = folder;
  }

  /** Installs it with npm unless it is there; nothing of the package is run for that. */
  static LlamaCpp installed(Path cache) {
    Path folder = cache.resolve("llama-cpp-3.22.1");
    Installed.byNpm(folder, "--alone", List.of(PACKAGE));
    try (InputStream script = LlamaCpp.class.getResourceAsStream(SCRIPT)) {
      Files.copy(
          Objects.requireNonNull(script, SCRIPT),
          folder.resolve(SCRIPT),
          StandardCopyOption.REPLACE_EXISTING);
      return new LlamaCpp(folder);
    } catch (IOException e) {
      throw new Failure("The folder %s can't be written.".formatted(folder), e);
    }
  }

  Contender start(Path model, int threads) {
    return new Contender(
        List.of("node", SCRIPT, model.toString(), Integer.toString(threads)), folder);
  }
}
