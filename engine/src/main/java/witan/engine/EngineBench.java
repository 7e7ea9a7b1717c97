package witan.engine;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Times the engine: {@code java -cp … witan.engine.EngineBench GGUF CACHE THREADS}.
 *
 * <p>Each figure is the best of some runs, as others on the machine can only slow it down; the last
 * column tells it as a multiple of a single token's time in the same run.
 */
public final class EngineBench {
  private static final int RUNS = 7;
  private static final int REPEATS = 10;

  private EngineBench() {}

  /** Prints a table. */
  public static void main(String[] args) {
    int threads = Integer.parseInt(args[2]);
    try (LanguageModel model =
        OnnxModels.load(Path.of(args[0]), Path.of(args[1]), new EngineSettings(threads, 2048, 1))) {
      System.out.printf("%s, %s, %d threads%n", model.name(), model.numericsClass(), threads);
      System.out.printf("%-34s %10s %12s %8s%n", "", "ms", "tokens/s", "×");
      for (int length : new int[] {128, 480, 1000}) {
        measure(model, length);
      }
    }
  }

  private static void measure(LanguageModel model, int length) {
    int vocabulary = model.tokenizer().vocabularySize();
    int[] tokens = new SplittableRandom(length).ints(length, 0, vocabulary).toArray();
    try (Sequence sequence = model.open()) {
      double prompt =
          best(
              () -> {
                sequence.truncate(0);
                sequence.append(tokens, 1);
              },
              1);
      double one = block(sequence, tokens, 1);
      print("one token after " + length, 1, one, one);
      for (int size : new int[] {4, 8}) {
        print("a block of " + size + " after " + length, size, block(sequence, tokens, size), one);
      }
      print("a prompt of " + length, length, prompt, one);
    }
  }

  private static double block(Sequence sequence, int[] tokens, int size) {
    int length = sequence.length();
    int[] block = Arrays.copyOf(tokens, size);
    return best(
        () -> {
          sequence.append(block, size);
          sequence.truncate(length);
        },
        REPEATS);
  }

  /** Milliseconds. */
  private static double best(Runnable work, int repeats) {
    double best = Double.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long begun = System.nanoTime();
      for (int i = 0; i < repeats; i++) {
        work.run();
      }
      best = Math.min(best, (System.nanoTime() - begun) / 1e6 / repeats);
    }
    return best;
  }

  private static void print(String what, int tokens, double millis, double one) {
    System.out.printf(
        Locale.ROOT,
        "%-34s %10.2f %12.1f %8.2f%n",
        what,
        millis,
        tokens / millis * 1e3,
        millis / one);
  }
}
