package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.engine.gguf.GgufType;
import witan.engine.importer.SmallModel;
import witan.engine.onnx.Provider;

/**
 * Eight clients each take random turns: whole prompts, chunks, single tokens, blocks to verify,
 * rewinds, new sequences that find their beginning in the prefix cache, pauses in which others take
 * their pages. Whatever they do, a token after a given text has the bits it has in one prompt
 * alone.
 */
class ScheduleTest {
  private static final int CLIENTS = 8;
  private static final int TEXTS = 3;

  /** All texts begin alike. */
  private static final int SHARED = 70;

  /** The processor, unless a GPU is named; whether this holds there is not known: docs/gpu.md. */
  private static final Provider PROVIDER =
      Optional.ofNullable(Integer.getInteger("witan.test.gpu"))
          .<Provider>map(Provider.Cuda::new)
          .orElse(Provider.CPU);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "llama, Q4_1",
    "llama, Q4_K",
    "llama, F32",
    "qwen2, F16",
    "qwen3, Q8_0",
    "gemma3, Q4_0"
  })
  void eachFamilyHasTheSameBitsInEverySchedule(String family, GgufType type) throws Exception {
    Path file = SmallModel.of(family, type).file().write(folder.resolve("small.gguf"));
    Bits bits = bits(file, folder, 200, 1);
    for (int seed = 0; seed < 3; seed++) {
      play(file, folder, bits, new SplittableRandom(seed), 60);
    }
  }

  @Test
  void theRealModelHasTheSameBitsInEverySchedule() throws Exception {
    Path cache = RealModel.cache().resolve("engine");
    play(
        RealModel.file(), cache, bits(RealModel.file(), cache, 110, 1), new SplittableRandom(5), 6);
  }

  @Test
  @Tag("long")
  void theRealModelHasTheSameBitsInManySchedules() throws Exception {
    Path cache = RealModel.cache().resolve("engine");
    Bits bits = bits(RealModel.file(), cache, 250, 1);
    for (int seed = 0; seed < 20; seed++) {
      play(RealModel.file(), cache, bits, new SplittableRandom(seed), 30);
    }
  }

  /** Texts, and a hash of the logits after each of their tokens. */
  private record Bits(int[][] texts, long[][] hashes) {}

  private static Bits bits(Path file, Path cache, int length, int threads) {
    EngineSettings settings = new EngineSettings(threads, 256, 1);
    try (LanguageModel model =
        OnnxModels.load(
            file, cache, settings.with(settings.keptTokens(), settings.patience(), PROVIDER))) {
      int vocabulary = model.tokenizer().vocabularySize();
      SplittableRandom random = new SplittableRandom(3);
      int[] beginning = random.ints(SHARED, 0, vocabulary).toArray();
      int[][] texts = new int[TEXTS][];
      long[][] hashes = new long[TEXTS][length];
      for (int text = 0; text < TEXTS; text++) {
        texts[text] = random.ints(length, 0, vocabulary).toArray();
        System.arraycopy(beginning, 0, texts[text], 0, SHARED);
      }
      for (int text = 0; text < TEXTS; text++) {
        try (Sequence sequence = model.open()) {
          float[][] logits = sequence.append(texts[text], length);
          Arrays.setAll(hashes[text], i -> hash(logits[i]));
        }
      }
      return new Bits(texts, hashes);
    }
  }

  private static void play(Path file, Path cache, Bits bits, SplittableRandom random, int moves)
      throws Exception {
    int threads = random.nextInt(1, 3);
    // Room for three whole texts where eight are played.
    EngineSettings settings =
        new EngineSettings(threads, 256, CLIENTS).with(3 * 256, Duration.ofMinutes(5), PROVIDER);
    try (LanguageModel model = OnnxModels.load(file, cache, settings);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> playing = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        SplittableRandom own = random.split();
        playing.add(clients.submit(() -> play(model, bits, own, moves)));
      }
      for (Future<?> one : playing) {
        one.get();
      }
    }
  }

  private static void play(LanguageModel model, Bits bits, SplittableRandom random, int moves) {
    int text = random.nextInt(TEXTS);
    Sequence sequence = model.open();
    try {
      for (int move = 0; move < moves; move++) {
        int length = sequence.length();
        int left = bits.texts[text].length - length;
        int kind = random.nextInt(10);
        if (kind == 0) {
          sequence.close();
          text = random.nextInt(TEXTS);
          sequence = model.open();
        } else if (kind < 3 || left == 0) {
          sequence.truncate(random.nextInt(length + 1));
        } else {
          int count = Math.min(left, kind < 6 ? 1 : random.nextInt(1, kind < 8 ? 17 : 120));
          append(sequence, bits, text, count, random.nextInt(count + 1));
        }
      }
    } finally {
      sequence.close();
    }
  }

  private static void append(Sequence sequence, Bits bits, int text, int count, int wanted) {
    int length = sequence.length();
    float[][] logits =
        sequence.append(Arrays.copyOfRange(bits.texts[text], length, length + count), wanted);
    for (int i = 0; i < wanted; i++) {
      int place = length + count - wanted + i;
      assertThat(hash(logits[i]))
          .as("text %d, token %d, among the last %d of %d", text, place, wanted, count)
          .isEqualTo(bits.hashes[text][place]);
    }
  }

  private static long hash(float[] logits) {
    long hash = 0;
    for (float logit : logits) {
      hash = hash * 0x100000001B3L + Float.floatToRawIntBits(logit);
    }
    return hash;
  }
}
