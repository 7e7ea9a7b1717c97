package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.engine.attention.BlockOffsets;
import witan.engine.gguf.GgufType;
import witan.engine.importer.ExactImport;
import witan.engine.importer.GgufImporter.Imported;
import witan.engine.importer.GraphForm;
import witan.engine.importer.SmallModel;
import witan.engine.onnx.OnnxRuntime;
import witan.engine.onnx.Provider;

/** Graphs with ONNX Runtime's own attention, beside ours. */
class GraphFormTest {
  private static final int LENGTH = 60;

  @TempDir Path folder;

  /** Each family, and windows that the text is longer than. */
  @ParameterizedTest
  @CsvSource({
    "llama, F32, 2, true",
    "llama, F32, 4, false",
    "llama, Q4_1, 2, true",
    "llama, Q4_K, 1, true",
    "qwen2, F16, 2, true",
    "qwen3, Q8_0, 2, false",
    "gemma3, Q4_0, 1, true"
  })
  void groupedAttentionComputesWhatOursDoes(
      String family, GgufType type, int keyValueHeads, boolean tied) throws Exception {
    Path file =
        new SmallModel(family, type, keyValueHeads, tied)
            .file()
            .write(folder.resolve("small.gguf"));
    alike(file, folder, LENGTH, 1e-3);
  }

  @Test
  void groupedAttentionComputesWhatOursDoesOnTheRealModel() {
    alike(RealModel.file(), folder, LENGTH, 1e-3);
  }

  /** As one prompt, and as a prompt and single tokens in the second of two rows. */
  private static void alike(Path file, Path cache, int length, double tolerance) {
    ExactImport.of(file, cache, GraphForm.INVARIANT);
    Imported grouped = ExactImport.of(file, cache, GraphForm.GROUPED);
    try (LanguageModel model = OnnxModels.load(file, cache, new EngineSettings(1, 256, 1));
        Sequence sequence = model.open();
        PlainDecoder plain = new PlainDecoder(OnnxRuntime.load(cache), grouped, 1, 2, 256)) {
      int[] tokens =
          new SplittableRandom(1).ints(length, 0, model.tokenizer().vocabularySize()).toArray();
      float[][] ours = sequence.append(tokens, length);
      float[][] theirs = plain.read(0, tokens, length);
      for (int i = 0; i < length; i++) {
        alike(theirs[i], ours[i], tolerance, i);
      }
      plain.truncate(0, length - 5);
      plain.read(1, Arrays.copyOf(tokens, length - 5), 0);
      for (int i = length - 5; i < length; i++) {
        for (float[] row : plain.step(new int[] {tokens[i], tokens[i]})) {
          alike(row, ours[i], tolerance, i);
        }
      }
    }
  }

  /** With the same token in front. */
  private static void alike(float[] theirs, float[] ours, double tolerance, int place) {
    assertThat(difference(theirs, ours)).as("token %d", place).isLessThan(tolerance);
    assertThat(likeliest(theirs)).as("token %d", place).isEqualTo(likeliest(ours));
  }

  /** The largest, as a part of the largest logit. */
  private static double difference(float[] theirs, float[] ours) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i]));
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    }
    return difference / largest;
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 0; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  @ParameterizedTest
  @CsvSource({"llama, F32", "llama, Q4_1", "llama, Q6_K", "qwen2, Q4_K", "qwen3, Q8_0"})
  void shortFloatsComputeAboutTheSame(String family, GgufType type) throws Exception {
    Path file = SmallModel.of(family, type).file().write(folder.resolve("small.gguf"));
    int[] tokens = new SplittableRandom(1).ints(LENGTH, 0, SmallModel.VOCABULARY).toArray();
    float[][] whole = plain(file, GraphForm.GROUPED, tokens);
    float[][] half = plain(file, GraphForm.GROUPED_HALF, tokens);
    for (int i = 0; i < LENGTH; i++) {
      assertThat(difference(half[i], whole[i])).as("token %d", i).isLessThan(0.05);
    }
  }

  private float[][] plain(Path file, GraphForm form, int[] tokens) {
    Imported imported = ExactImport.of(file, folder, form);
    OnnxRuntime runtime = OnnxRuntime.load(RealModel.cache().resolve("engine"));
    try (PlainDecoder decoder = new PlainDecoder(runtime, imported, 1, 1, 256)) {
      return decoder.read(0, tokens, tokens.length);
    }
  }

  /**
   * The library checks all types and shapes first, then looks for kernels: for an operator on
   * 16-bit floats that the processor has no kernel for it tries 32-bit ones, by inserting a cast.
   * That is what it complains of here: this operator has 16-bit floats only.
   */
  @ParameterizedTest
  @CsvSource({"llama, F32", "llama, Q4_1", "llama, Q6_K", "qwen2, Q4_K", "qwen3, Q8_0"})
  void onTheProcessorTheDevicesGraphLacksTheKernelOfItsAttentionAndNothingElse(
      String family, GgufType type) throws Exception {
    Path file = SmallModel.of(family, type).file().write(folder.resolve("small.gguf"));
    Imported device = ExactImport.of(file, folder, GraphForm.DEVICE);
    assertThatThrownBy(() -> open(device))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("InsertedPrecisionFreeCast")
        .hasMessageContaining("of operator (PagedAttention)");
  }

  @Test
  void aWrongTypeInTheDevicesGraphIsFoundBeforeKernelsAreLookedFor() throws Exception {
    Path file = SmallModel.of("llama", GgufType.Q4_1).file().write(folder.resolve("small.gguf"));
    Imported device = ExactImport.of(file, folder, GraphForm.DEVICE);
    // The protobuf of the input says: block_table, a tensor of type 6, 32-bit integers.
    byte[] graph = Files.readAllBytes(device.graph());
    String text = new String(graph, StandardCharsets.ISO_8859_1);
    int type = text.lastIndexOf("block_table") + "block_table".length() + "\22\14\n\12\10".length();
    assertThat(graph[type]).isEqualTo((byte) 6);
    graph[type] = 7;
    Files.write(device.graph(), graph);
    assertThatThrownBy(() -> open(device))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("Type 'tensor(int64)' of input parameter (block_table)");
  }

  private static void open(Imported imported) {
    OnnxRuntime.load(RealModel.cache().resolve("engine"))
        .open(imported.graph(), 1, Provider.CPU, OnnxModels.SESSION, List.of(new BlockOffsets()))
        .close();
  }
}
