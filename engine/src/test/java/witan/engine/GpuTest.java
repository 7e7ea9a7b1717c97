package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Its weights and what is computed are 16-bit floats there. */
  @ParameterizedTest
  @CsvSource({"llama, F32", "llama, Q4_1", "qwen2, Q4_K", "qwen3, Q8_0", "gemma3, Q4_0"})
  void aSmallModelComputesAboutTheSame(String family, GgufType type) throws Exception {
    Path file = SmallModel.of(family, type).file().write(folder.resolve("small.gguf"));
    assertThat(distance(file, folder, 60)).isLessThan(0.1);
  }

  @Test
  void theRealModelComputesAboutTheSame() {
    assertThat(distance(RealModel.file(), RealModel.cache().resolve("engine"), 512))
        .isLessThan(0.1);
  }

  /** Several sequences at once, so that recordings of different sizes are made and replayed. */
  @Test
  void recordedStepsDrawWhatOthersDo() throws Exception {
    int device = Integer.getInteger("witan.test.gpu");
    assertThat(drawn(new Provider.Cuda(device, true))).isEqualTo(drawn(new Provider.Cuda(device)));
  }

  private static List<List<Integer>> drawn(Provider provider) throws Exception {
    EngineSettings settings = new EngineSettings(2, 1024, 5);
    try (LanguageModel model =
            OnnxModels.load(
                RealModel.file(),
                RealModel.cache().resolve("engine"),
                settings.with(settings.keptTokens(), settings.patience(), provider));
        ExecutorService clients = Executors.newFixedThreadPool(5)) {
      List<Future<List<Integer>>> running = new ArrayList<>();
      for (int client = 0; client < 5; client++) {
        int[] prompt = model.tokenizer().encode("Once upon a time there were " + (client + 2));
        running.add(clients.submit(() -> drawn(model, prompt)));
      }
      List<List<Integer>> all = new ArrayList<>();
      for (Future<List<Integer>> one : running) {
        all.add(one.get());
      }
      return all;
    }
  }

  private static List<Integer> drawn(LanguageModel model, int[] prompt) {
    List<Integer> drawn = new ArrayList<>();
    try (Sequence sequence = model.open()) {
      float[] logits = sequence.append(prompt, 1)[0];
      for (int i = 0; i < 48; i++) {
        int token = 0;
        for (int other = 0; other < logits.length; other++) {
          token = logits[other] > logits[token] ? other : token;
        }
        drawn.add(token);
        logits = sequence.append(new int[] {token}, 1)[0];
      }
    }
    return drawn;
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
