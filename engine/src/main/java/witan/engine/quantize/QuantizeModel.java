package witan.engine.quantize;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.ModelException;
import witan.engine.OnnxModels;
import witan.engine.Sequence;

/**
 * Writes a smaller file and measures both: {@code java -cp … witan.engine.quantize.QuantizeModel IN
 * TYPE OUT CACHE TEXT TOKENS THREADS text|json}. TEXT is a file, or a folder of Markdown.
 */
public final class QuantizeModel {
  private static final int CONTEXT = 1024;
  private static final int PROMPT = 128;
  private static final int STEPS = 32;
  private static final int RUNS = 3;

  private QuantizeModel() {}

  /**
   * What a file is like.
   *
   * @param prompt tokens a second of a prompt of 128
   * @param single tokens a second, one after the other
   */
  record Measured(long bytes, double prompt, double single, double perplexity) {}

  /** Prints a table; what can't be done is told in a sentence, with exit code 1. */
  public static void main(String[] args) throws IOException {
    Path from = Path.of(args[0]);
    Path to = Path.of(args[2]);
    Path cache = Path.of(args[3]);
    int tokens = Integer.parseInt(args[5]);
    int threads = Integer.parseInt(args[6]);
    try {
      String text = text(Path.of(args[4]));
      long begun = System.nanoTime();
      Quantization.write(from, Quantization.type(args[1]), to);
      double seconds = (System.nanoTime() - begun) / 1e9;
      Measured before = measured(from, cache, text, tokens, threads);
      Measured after = measured(to, cache, text, tokens, threads);
      if (args[7].equals("json")) {
        System.out.println(
            new ObjectMapper()
                .writeValueAsString(
                    Map.of(
                        "file", to.toString(),
                        "seconds", seconds,
                        "tokens", tokens,
                        "threads", threads,
                        "before", before,
                        "after", after)));
      } else {
        System.out.printf(Locale.ROOT, "%s was written in %.1f s.%n", to, seconds);
        print(before, after, tokens, threads);
      }
    } catch (ModelException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static String text(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return Files.readString(path);
    }
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(one -> one.toString().endsWith(".md")).sorted().toList()) {
        text.append(Files.readString(file)).append('\n');
      }
    }
    return text.toString();
  }

  private static Measured measured(Path file, Path cache, String text, int tokens, int threads)
      throws IOException {
    EngineSettings settings = new EngineSettings(threads, CONTEXT, 1);
    try (LanguageModel model = OnnxModels.load(file, cache, settings)) {
      double perplexity = Perplexity.of(model, text, tokens);
      int[] prompt = Arrays.copyOf(model.tokenizer().encode(text), PROMPT);
      double promptSeconds = Double.MAX_VALUE;
      double stepSeconds = Double.MAX_VALUE;
      try (Sequence sequence = model.open()) {
        for (int run = 0; run < RUNS; run++) {
          // Another first token, so that nothing kept of an earlier text is found again.
          prompt[0] = run;
          sequence.truncate(0);
          long begun = System.nanoTime();
          sequence.append(prompt, 1);
          long read = System.nanoTime();
          for (int i = 0; i < STEPS; i++) {
            sequence.append(new int[] {prompt[i]}, 1);
          }
          promptSeconds = Math.min(promptSeconds, (read - begun) / 1e9);
          stepSeconds = Math.min(stepSeconds, (System.nanoTime() - read) / 1e9);
        }
      }
      return new Measured(
          Files.size(file), PROMPT / promptSeconds, STEPS / stepSeconds, perplexity);
    }
  }

  private static void print(Measured before, Measured after, int tokens, int threads) {
    System.out.printf("%-44s %12s %12s %8s%n", "", "before", "after", "×");
    row("size, MB", before.bytes / 1e6, after.bytes / 1e6);
    row("prompt of 128, tokens/s at %d threads".formatted(threads), before.prompt, after.prompt);
    row("single tokens, tokens/s", before.single, after.single);
    row("perplexity of up to %d tokens".formatted(tokens), before.perplexity, after.perplexity);
  }

  private static void row(String what, double before, double after) {
    System.out.printf(
        Locale.ROOT, "%-44s %12.2f %12.2f %8.3f%n", what, before, after, after / before);
  }
}
