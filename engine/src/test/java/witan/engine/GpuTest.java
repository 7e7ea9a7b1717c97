package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.gguf.GgufType;
import witan.engine.importer.SmallModel;
import witan.engine.onnx.Provider;

/** The GPU beside the processor, where there is one: see docs/gpu.md. */
@EnabledIfSystemProperty(
    named = "witan.test.gpu",
    matches = "\\d+",
    disabledReason = "-Dwitan.test.gpu names no GPU")
class GpuTest {

  @TempDir Path folder;

  @Test
  void aSmallModelOfFloatsComputesAboutTheSame() throws Exception {
    Path file = SmallModel.of("llama", GgufType.F32).file().write(folder.resolve("small.gguf"));
    assertThat(distance(file, folder, 60)).isLessThan(0.01);
  }

  @Test
  void theRealModelComputesAboutTheSame() {
    assertThat(distance(RealModel.file(), RealModel.cache().resolve("engine"), 512))
        .isLessThan(0.1);
  }

  /** The length of the difference as a part of the processor's last logits. */
  private static double distance(Path file, Path cache, int prompt) {
    float[] processor = timed(file, cache, prompt, Provider.CPU);
    float[] gpu =
        timed(file, cache, prompt, new Provider.Cuda(Integer.getInteger("witan.test.gpu")));
    double difference = 0;
    double whole = 0;
    for (int i = 0; i < gpu.length; i++) {
      difference += Math.pow(gpu[i] - processor[i], 2);
      whole += Math.pow(processor[i], 2);
    }
    return Math.sqrt(difference / whole);
  }

  private static float[] timed(Path file, Path cache, int prompt, Provider provider) {
    EngineSettings settings = new EngineSettings(2, 1024, 1);
    try (LanguageModel model =
            OnnxModels.load(
                file, cache, settings.with(settings.keptTokens(), settings.patience(), provider));
        Sequence sequence = model.open()) {
      int vocabulary = model.tokenizer().vocabularySize();
      int[] tokens = new SplittableRandom(1).ints(prompt, 0, vocabulary).toArray();
      sequence.append(tokens, 1);
      sequence.truncate(0);
      tokens = new SplittableRandom(2).ints(prompt, 0, vocabulary).toArray();
      long begun = System.nanoTime();
      float[] logits = sequence.append(tokens, 1)[0];
      long prompted = System.nanoTime();
      for (int i = 0; i < 64; i++) {
        sequence.append(new int[] {i % vocabulary}, 1);
      }
      System.out.printf(
          "%s, %s: a prompt of %d %.1f ms, 64 tokens %.1f ms%n",
          model.name(),
          provider,
          prompt,
          (prompted - begun) / 1e6,
          (System.nanoTime() - prompted) / 1e6);
      return logits;
    }
  }
}
