package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.ModelException;
import witan.engine.OnnxModels;
import witan.engine.Sequence;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.SmallGguf;

/** A small model of random weights, beside the same arithmetic in plain Java. */
class LlamaGraphTest {
  private static final int WIDTH = 64;
  private static final int KEYS = 32;
  private static final int INNER = 96;
  private static final int VOCABULARY = 40;
  private static final int F32 = 0;
  private static final int Q4_1 = 3;
  private static final int Q8_0 = 8;

  @TempDir Path folder;

  /** Quantised weights are exact, but their inputs are rounded to 8 bits. */
  @ParameterizedTest
  @CsvSource({F32 + ", 1e-4", Q8_0 + ", 0.08", Q4_1 + ", 0.08"})
  void theGraphComputesWhatTheTransformerIs(int type, double tolerance) throws Exception {
    Path gguf = model(type, "llama").write(folder.resolve("small.gguf"));
    int[] tokens = new SplittableRandom(1).ints(20, 0, VOCABULARY).toArray();
    double[][] expected;
    try (GgufFile file = GgufFile.open(gguf)) {
      expected = new ReferenceLlama(file).logits(tokens);
    }
    try (LanguageModel model =
            OnnxModels.load(gguf, folder.resolve("cache"), new EngineSettings(1, 256, 1));
        Sequence sequence = model.open()) {
      float[][] logits = sequence.append(tokens, tokens.length);

      for (int i = 0; i < tokens.length; i++) {
        assertThat(distance(logits[i], expected[i])).as("token %d", i).isLessThan(tolerance);
      }
    }
  }

  @Test
  void aFileThatCannotBeRunSaysWhyAndLeavesNothingHalfDone() throws Exception {
    Path other = model(F32, "mamba").write(folder.resolve("other.gguf"));
    Path cache = folder.resolve("cache");
    assertThatThrownBy(() -> OnnxModels.load(other, cache, EngineSettings.DEFAULT))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("mamba");

    SmallGguf lacking = metadata(new SmallGguf(), "llama");
    lacking.with("token_embd.weight", new float[WIDTH * VOCABULARY], WIDTH, VOCABULARY);
    Path incomplete = lacking.write(folder.resolve("incomplete.gguf"));
    assertThatThrownBy(() -> OnnxModels.load(incomplete, cache, EngineSettings.DEFAULT))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("blk.0.attn_norm.weight");
    try (var files = Files.list(cache)) {
      assertThat(files).noneMatch(Files::isDirectory);
    }
  }

  /** The length of the difference, as a part of the length of what is expected. */
  private static double distance(float[] actual, double[] expected) {
    double difference = 0;
    double whole = 0;
    for (int i = 0; i < actual.length; i++) {
      difference += Math.pow(actual[i] - expected[i], 2);
      whole += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / whole);
  }

  private static SmallGguf model(int type, String architecture) {
    SplittableRandom random = new SplittableRandom(9);
    SmallGguf file = metadata(new SmallGguf(), architecture);
    matrix(file, "token_embd.weight", type, WIDTH, VOCABULARY, random);
    vector(file, "output_norm.weight", random);
    for (int layer = 0; layer < 2; layer++) {
      String block = "blk." + layer + ".";
      vector(file, block + "attn_norm.weight", random);
      vector(file, block + "ffn_norm.weight", random);
      matrix(file, block + "attn_q.weight", type, WIDTH, WIDTH, random);
      matrix(file, block + "attn_k.weight", type, WIDTH, KEYS, random);
      matrix(file, block + "attn_v.weight", type, WIDTH, KEYS, random);
      matrix(file, block + "attn_output.weight", type, WIDTH, WIDTH, random);
      matrix(file, block + "ffn_gate.weight", type, WIDTH, INNER, random);
      matrix(file, block + "ffn_up.weight", type, WIDTH, INNER, random);
      matrix(file, block + "ffn_down.weight", type, INNER, WIDTH, random);
    }
    return file;
  }

  private static SmallGguf metadata(SmallGguf file, String architecture) {
    String[] tokens = new String[VOCABULARY];
    int[] types = new int[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      tokens[i] = i == 0 ? "<|end|>" : Character.toString('A' + i);
      types[i] = i == 0 ? 3 : 1;
    }
    return file.with("general.architecture", architecture)
        .with("llama.block_count", 2)
        .with("llama.embedding_length", WIDTH)
        .with("llama.context_length", 256)
        .with("llama.attention.head_count", 4)
        .with("llama.attention.head_count_kv", 2)
        .with("llama.attention.layer_norm_rms_epsilon", 1e-5f)
        .with("llama.rope.freq_base", 10_000f)
        .with("tokenizer.ggml.model", "gpt2")
        .with("tokenizer.ggml.tokens", tokens)
        .with("tokenizer.ggml.token_type", types)
        .with("tokenizer.ggml.merges", new String[0])
        .with("tokenizer.ggml.eos_token_id", 0)
        .with("tokenizer.chat_template", "{{ messages[0].content }}");
  }

  private static void vector(SmallGguf file, String name, SplittableRandom random) {
    float[] values = new float[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      values[i] = (float) random.nextDouble(0.5, 1.5);
    }
    file.with(name, values, WIDTH);
  }

  private static void matrix(
      SmallGguf file, String name, int type, int columns, int rows, SplittableRandom random) {
    if (type == F32) {
      float[] values = new float[columns * rows];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian() / 8;
      }
      file.with(name, values, columns, rows);
      return;
    }
    int blockBytes = type == Q4_1 ? 20 : 34;
    byte[] bytes = new byte[columns * rows / 32 * blockBytes];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += blockBytes) {
      float scale = (float) random.nextDouble(0.01, 0.03);
      buffer.putShort(at, Float.floatToFloat16(type == Q4_1 ? scale : scale / 16));
      if (type == Q4_1) {
        buffer.putShort(at + 2, Float.floatToFloat16(scale * -7));
      }
    }
    file.with(name, type, bytes, columns, rows);
  }
}
