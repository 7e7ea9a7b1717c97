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
    return file(FILE, "");
  }

  /** The file of a base model whose blocks are of many kinds; the test fails as above. */
  public static Path gemma() {
    return file("models/gemma-3-270m/gemma-3-270m-q4_k_m.gguf", " gemma-3-270m");
  }

  private static Path file(String below, String name) {
    Path file = cache().resolve(below);
    if (!Files.isRegularFile(file)) {
      throw new AssertionError(
          "There is no " + file + ": run ./witan model pull" + name + " first.");
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
