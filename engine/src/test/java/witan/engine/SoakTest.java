package witan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.gguf.GgufType;
import witan.engine.importer.SmallModel;
import witan.engine.onnx.Provider;

/**
 * Twice as many clients as there are places ask without pause: prompts of all lengths, drafts,
 * blocks to verify, rewinds, and some that leave in the middle.
 */
class SoakTest {
  private static final int SLOTS = 6;
  private static final int CONTEXT = 256;

  @TempDir Path folder;

  @Test
  @Timeout(120) // a page that is lost makes the last client wait for ever
  void underTwiceTheLoadAllAreServedOrRefusedAndNothingIsLeftBehind() throws Exception {
    soak(small(), folder, Duration.ofSeconds(6));
  }

  @Test
  @Tag("long")
  void forHalfAnHourMemoryStaysFlat() throws Exception {
    soak(RealModel.file(), RealModel.cache().resolve("engine"), Duration.ofMinutes(30));
  }

  private Path small() throws Exception {
    return SmallModel.of("llama", GgufType.Q4_1).file().write(folder.resolve("small.gguf"));
  }

  private static void soak(Path file, Path cache, Duration duration) throws Exception {
    EngineSettings settings =
        new EngineSettings(2, CONTEXT, SLOTS)
            .with(2 * CONTEXT, Duration.ofSeconds(60), Provider.CPU);
    try (LanguageModel model = OnnxModels.load(file, cache, settings);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Counts counts = new Counts();
      long warm = System.nanoTime() + duration.toNanos() / 3;
      long end = System.nanoTime() + duration.toNanos();
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < 2 * SLOTS; i++) {
        SplittableRandom random = new SplittableRandom(i);
        asking.add(
            clients.submit(() -> {
              while (System.nanoTime() < end) {
                ask(model, random, counts);
              }
            }));
      }
      TimeUnit.NANOSECONDS.sleep(warm - System.nanoTime());
      long before = Allocated.bytes();
      for (Future<?> one : asking) {
        one.get(duration.toSeconds() + 120, TimeUnit.SECONDS);
      }
      assertThat(counts.answered.get()).isPositive();
      assertThat(counts.refused.get()).isPositive();
      assertThat(Allocated.bytes() - before).isLessThan(40_000_000);
      openAll(model);
    }
  }

  /** Every place is free again. */
  private static void openAll(LanguageModel model) {
    List<Sequence> all = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      all.add(model.open());
    }
    all.forEach(Sequence::close);
  }

  private static final class Counts {
    final AtomicLong answered = new AtomicLong();
    final AtomicInteger refused = new AtomicInteger();
  }

  private static void ask(LanguageModel model, SplittableRandom random, Counts counts) {
    int vocabulary = model.tokenizer().vocabularySize();
    try (Sequence sequence = model.open()) {
      sequence.append(random.ints(random.nextInt(1, 150), 0, vocabulary).toArray(), 1);
      int turns = random.nextInt(8);
      for (int turn = 0; turn < turns; turn++) {
        int length = sequence.length();
        int count = random.nextInt(1, 12);
        float[][] logits = sequence.append(random.ints(count, 0, vocabulary).toArray(), count);
        assertThat(logits).hasNumberOfRows(count);
        sequence.truncate(length + random.nextInt(count + 1));
      }
      if (random.nextInt(8) == 0) {
        leaveInTheMiddle(sequence, random.ints(80, 0, vocabulary).toArray());
      }
      counts.answered.incrementAndGet();
    } catch (EngineBusyException full) {
      counts.refused.incrementAndGet();
      Thread.yield();
    }
  }

  private static void leaveInTheMiddle(Sequence sequence, int[] tokens) {
    Thread leaving = Thread.startVirtualThread(sequence::close);
    try {
      sequence.append(Arrays.copyOf(tokens, tokens.length), 1);
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageContaining("closed");
    }
    try {
      leaving.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
