package witan.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The model that the network runs on; {@code ./witan test} fetches it before the tests. */
public final class RealModel {
  private static final String FILE = "models/SmolLM2-135M-Instruct/SmolLM2-135M-Instruct.Q4_1.gguf";

  private RealModel() {}

  /** Its file; the test fails where it was not fetched. */
  public static Path file() {
    Path file = cache().resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new AssertionError("There is no " + file + ": run ./witan model pull first.");
    }
    return file;
  }

  static LanguageModel load(int threads, int contextLength, int slots) {
    return OnnxModels.load(
        file(), cache().resolve("engine"), new EngineSettings(threads, contextLength, slots));
  }

  /** The folder for downloads, shared by all processes. */
  public static Path cache() {
    return Optional.ofNullable(System.getenv("WITAN_CACHE"))
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".cache", "witan"));
  }
}
