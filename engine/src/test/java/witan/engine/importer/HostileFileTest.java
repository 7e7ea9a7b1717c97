package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.ModelException;
import witan.engine.OnnxModels;
import witan.engine.Sequence;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufType;

/** Whatever a file holds, it is run, or refused with a sentence. */
class HostileFileTest {
  private static final List<SmallModel> SOUND =
      List.of(
          SmallModel.of("llama", GgufType.Q4_0),
          SmallModel.of("qwen2", GgufType.Q4_K),
          SmallModel.of("gemma3", GgufType.Q8_0));

  private static final long[] EXTREMES = {
    0,
    1,
    -1,
    2,
    31,
    255,
    1 << 16,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 32,
    1L << 40,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE - 31
  };

  @TempDir Path folder;

  @Test
  void damagedFilesAreRunOrRefused() throws Exception {
    fuzz(2_000, 100);
  }

  @Test
  @Tag("long")
  void aHundredThousandDamagedFilesAreRunOrRefused() throws Exception {
    fuzz(100_000, 100);
  }

  /**
   * @param loaded one in so many files that can be imported is loaded and run, too
   */
  private void fuzz(int files, int loaded) throws IOException {
    byte[][] sound = new byte[SOUND.size()][];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = SOUND.get(i).file().bytes();
    }
    int imported = 0;
    int refused = 0;
    for (int seed = 0; seed < files; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Path path = folder.resolve("damaged.gguf");
      Files.write(path, damaged(sound[seed % sound.length], random));
      try {
        importOnly(path);
        if (imported++ % loaded == 0) {
          run(path);
        }
      } catch (ModelException refusal) {
        refused++;
        assertThat(refusal.getMessage()).as("seed %d", seed).endsWith(".").hasSizeLessThan(2_000);
      } catch (RuntimeException | Error e) {
        fail("seed " + seed, e);
      }
    }
    assertThat(imported).as("some damage does not show").isGreaterThan(files / 100);
    assertThat(refused).as("most damage does").isGreaterThan(files / 4);
  }

  private void importOnly(Path path) throws IOException {
    try (GgufFile file = GgufFile.open(path)) {
      LlamaGraph.write(
          file,
          Architecture.of(file),
          folder.resolve("model.onnx"),
          Inputs.INT8,
          GraphForm.INVARIANT);
    }
  }

  private void run(Path path) {
    try (LanguageModel model =
            OnnxModels.load(path, folder.resolve("cache"), new EngineSettings(1, 256, 1));
        Sequence sequence = model.open()) {
      sequence.append(new int[] {0}, 1);
    }
  }

  /** Bytes changed, numbers made extreme, parts moved or left out: mostly in the head. */
  private static byte[] damaged(byte[] sound, RandomGenerator random) {
    byte[] bytes = sound.clone();
    int head = random.nextInt(8) == 0 ? bytes.length : Math.min(bytes.length, 8_000);
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(head - 8);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> little(bytes).putLong(at, EXTREMES[random.nextInt(EXTREMES.length)]);
        case 3 -> little(bytes).putInt(at, (int) EXTREMES[random.nextInt(EXTREMES.length)]);
        case 4 -> {
          int from = random.nextInt(head - 8);
          int length = Math.min(1 + random.nextInt(64), head - Math.max(from, at));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        default -> {
          return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
        }
      }
    }
    return bytes;
  }

  /** Names, and what stands after them. */
  @ParameterizedTest
  @CsvSource({
    "llama.block_count, 1000000",
    "llama.block_count, 0",
    "llama.embedding_length, 2000000000",
    "llama.attention.head_count, 0",
    "llama.attention.head_count, 3",
    "llama.attention.head_count_kv, 3",
    "llama.attention.key_length, 1000000",
    "llama.context_length, 0"
  })
  void absurdSizesAreRefused(String key, int value) throws Exception {
    Path path =
        SmallModel.of("llama", GgufType.Q4_0)
            .file()
            .with(key, value)
            .write(folder.resolve("absurd.gguf"));
    assertThatThrownBy(() -> importOnly(path))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("absurd.gguf");
  }

  /** A context that nobody has memory for is one that the engine's settings cut. */
  @Test
  void anEndlessContextTakesNoEndlessTable() throws Exception {
    Path path =
        SmallModel.of("llama", GgufType.Q4_0)
            .file()
            .with("llama.context_length", Integer.MAX_VALUE)
            .write(folder.resolve("endless.gguf"));
    run(path);
    try (GgufFile file = GgufFile.open(path)) {
      assertThat(Architecture.of(file).contextLength()).isEqualTo(1 << 17);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1L << 40, Long.MAX_VALUE, Integer.MAX_VALUE})
  void aTextLongerThanTheFileIsRefused(long length) throws Exception {
    byte[] bytes = SmallModel.of("llama", GgufType.Q4_0).file().bytes();
    // After magic, version and two counts stands the length of the first key.
    little(bytes).putLong(24, length);
    assertIsRefused(bytes, "text of");
  }

  @Test
  void overlappingTensorsAreRefused() throws Exception {
    byte[] bytes = SmallModel.of("llama", GgufType.Q4_0).file().bytes();
    // Name, two dimensions, a type: then the place.
    int at = find(bytes, "output_norm.weight") + "output_norm.weight".length() + 4 + 8 + 4;
    assertThat(little(bytes).getLong(at)).isPositive();
    little(bytes).putLong(at, 0);
    assertIsRefused(bytes, "overlap");
  }

  @Test
  void aTensorTooManyOfANameIsRefused() throws Exception {
    byte[] bytes = SmallModel.of("llama", GgufType.Q4_0).file().bytes();
    int at = find(bytes, "blk.1.attn_k.weight");
    bytes[at + 4] = '0';
    assertIsRefused(bytes, "blk.0.attn_k.weight twice");
  }

  private void assertIsRefused(byte[] bytes, String why) throws IOException {
    Path path = Files.write(folder.resolve("hostile.gguf"), bytes);
    assertThatThrownBy(() -> GgufFile.open(path).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("hostile.gguf")
        .hasMessageContaining(why);
  }

  private static int find(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
