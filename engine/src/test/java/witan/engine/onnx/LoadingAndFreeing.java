package witan.engine.onnx;

import java.nio.file.Path;
import witan.engine.Allocated;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.OnnxModels;
import witan.engine.Sequence;
import witan.engine.gguf.GgufType;
import witan.engine.importer.SmallModel;

/** Loads and frees a tiny model 1,000 times, and prints by how many bytes that grew the process. */
final class LoadingAndFreeing {
  private LoadingAndFreeing() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path file = SmallModel.of("llama", GgufType.Q4_1).file().write(folder.resolve("small.gguf"));
    loadAndFree(file, folder, 200);
    long bytes = Allocated.bytes();
    long threads = Allocated.threads();
    loadAndFree(file, folder, 1000);
    System.out.printf(
        "%nbytes %d%nthreads %d%n", Allocated.bytes() - bytes, Allocated.threads() - threads);
  }

  private static void loadAndFree(Path file, Path folder, int times) {
    for (int i = 0; i < times; i++) {
      try (LanguageModel model = OnnxModels.load(file, folder, new EngineSettings(1, 256, 1));
          Sequence sequence = model.open()) {
        sequence.append(new int[] {1, 2, 3}, 1);
      }
    }
  }
}
