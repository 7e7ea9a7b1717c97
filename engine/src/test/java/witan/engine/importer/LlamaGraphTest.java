package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.ModelException;
import witan.engine.OnnxModels;
import witan.engine.Sequence;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufType;
import witan.engine.gguf.SmallGguf;

/** Small models of random weights, beside the same arithmetic in plain Java. */
class LlamaGraphTest {
  private static final int LENGTH = 20;
  private static final int[] TOKENS =
      new SplittableRandom(1).ints(LENGTH, 0, SmallModel.VOCABULARY).toArray();

  /** What 32-bit floats and the table-driven exponentials leave. */
  private static final double EXACT = 2e-4;

  /** Quantised weights are exact, but their inputs are rounded to 8 bits. */
  private static final double ROUNDED = 0.08;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "llama, 2, true",
    "llama, 1, false",
    "llama, 4, true",
    "qwen2, 2, true",
    "qwen2, 4, false",
    "qwen3, 2, false",
    "qwen3, 1, true",
    "gemma3, 1, true",
    "gemma3, 2, true"
  })
  void eachFamilyComputesWhatItsTransformerIs(String family, int keyValueHeads, boolean tied)
      throws Exception {
    isTheReferences(new SmallModel(family, GgufType.F32, keyValueHeads, tied).file(), EXACT);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"F32", "F16", "BF16", "Q2_K", "Q3_K"})
  void eachQuantisationIsMultipliedBy(GgufType type) throws Exception {
    isTheReferences(SmallModel.of("llama", type).file(), ROUNDED);
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void shortFloatsAreMultipliedBy(GgufType type) throws Exception {
    isTheReferences(SmallModel.of("llama", type).file(), EXACT);
  }

  @Test
  void positionsAreStretchedLinearly() throws Exception {
    SmallGguf file = SmallModel.of("qwen2", GgufType.F32).file();
    isTheReferences(file.with("qwen2.rope.scaling.factor", 4f), EXACT);
  }

  @Test
  void positionsAreStretchedByADivisorForEachPair() throws Exception {
    SmallModel model = SmallModel.of("llama", GgufType.F32);
    float[] divisors = new float[model.headWidth() / 2];
    for (int i = 0; i < divisors.length; i++) {
      divisors[i] = 1 + i / 4f;
    }
    isTheReferences(model.file().with("rope_freqs.weight", divisors, divisors.length), EXACT);
  }

  /** Each family, and each way to store a matrix. */
  @ParameterizedTest
  @CsvSource({
    "llama, F32, 4",
    "llama, Q8_0, 4",
    "qwen2, Q4_K, 2",
    "qwen3, Q5_K, 2",
    "gemma3, Q6_K, 1",
    "gemma3, F16, 2",
    "qwen3, Q5_1, 4",
    "llama, Q5_0, 2"
  })
  void aTokenHasTheSameBitsInABlockAndAlone(String family, GgufType type, int keyValueHeads)
      throws Exception {
    int[] tokens = new SplittableRandom(2).ints(60, 0, SmallModel.VOCABULARY).toArray();
    SmallGguf gguf = new SmallModel(family, type, keyValueHeads, true).file();
    try (LanguageModel model = load(gguf);
        Sequence whole = model.open();
        Sequence parts = model.open()) {
      float[][] expected = whole.append(tokens, tokens.length);
      int at = 0;
      for (int size : new int[] {1, 1, 5, 16, 1, 2, 33, 1}) {
        float[][] some = parts.append(Arrays.copyOfRange(tokens, at, at + size), size);
        for (float[] logits : some) {
          assertThat(logits).as("token %d", at).isEqualTo(expected[at++]);
        }
      }
      assertThat(at).isEqualTo(tokens.length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"blk.1.attn_q.bias", "blk.0.attn_k.bias"})
  void aFamilysTensorThatIsMissingIsNamed(String name) throws Exception {
    SmallGguf file = SmallModel.of("qwen2", GgufType.F32).file().without(name);
    assertThatThrownBy(() -> load(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(name);
  }

  @Test
  void aTensorThatTheGraphHasNoPlaceForIsNamed() throws Exception {
    SmallGguf file = SmallModel.of("llama", GgufType.F32).file();
    file.with("blk.1.ssm_conv.weight", new float[4], 4);
    assertThatThrownBy(() -> load(file).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("blk.1.ssm_conv.weight");
  }

  @Test
  void aFileThatCannotBeRunSaysWhyAndLeavesNothingHalfDone() throws Exception {
    SmallGguf other = SmallModel.of("mamba", GgufType.F32).file();
    assertThatThrownBy(() -> load(other).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("mamba")
        .hasMessageContaining("llama, qwen2, qwen3, gemma3");

    SmallGguf incomplete =
        SmallModel.of("llama", GgufType.F32).file().without("blk.0.attn_norm.weight");
    assertThatThrownBy(() -> load(incomplete).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("blk.0.attn_norm.weight");
    try (var files = Files.list(folder.resolve("cache"))) {
      assertThat(files).noneMatch(Files::isDirectory);
    }
  }

  private void isTheReferences(SmallGguf gguf, double tolerance) throws IOException {
    double[][] expected;
    try (GgufFile file = GgufFile.open(gguf.write(folder.resolve("small.gguf")))) {
      expected = new ReferenceLlama(file).logits(TOKENS);
    }
    try (LanguageModel model = load(gguf);
        Sequence sequence = model.open()) {
      float[][] logits = sequence.append(TOKENS, LENGTH);

      for (int i = 0; i < LENGTH; i++) {
        assertThat(ReferenceLlama.distance(logits[i], expected[i]))
            .as("token %d", i)
            .isLessThan(tolerance);
      }
    }
  }

  private LanguageModel load(SmallGguf gguf) throws IOException {
    return OnnxModels.load(
        gguf.write(folder.resolve("small.gguf")),
        folder.resolve("cache"),
        new EngineSettings(1, 256, 2));
  }
}
