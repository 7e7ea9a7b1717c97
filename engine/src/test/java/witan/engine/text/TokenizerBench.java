package witan.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import witan.engine.Tokenizer;

/**
 * How fast texts become tokens, beside Hugging Face's library in the same run. By hand:
 *
 * <pre>{@code
 * ./mvnw -pl engine test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp engine/target/test-classes:engine/target/classes:$(cat engine/target/classpath) \
 *     witan.engine.text.TokenizerBench FOLDER_OF_TEXTS
 * }</pre>
 */
final class TokenizerBench {
  private static final int ROUNDS = 12;

  private TokenizerBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> texts = new ArrayList<>();
    try (var files = Files.walk(Path.of(arguments[0]))) {
      for (Path file : files.filter(TokenizerBench::isText).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    System.out.printf(
        "%d texts, %,d characters; median of %d rounds, one thread%n",
        texts.size(), texts.stream().mapToInt(String::length).sum(), ROUNDS / 2);
    for (String family : new String[] {"qwen3", "llama3_1", "llama2", "gemma3"}) {
      compare(family, texts);
    }
  }

  private static boolean isText(Path file) {
    return file.toString().matches(".*\\.(java|md|txt)");
  }

  private static void compare(String family, List<String> texts) throws IOException {
    Path folder = Fetched.tokenizer(family);
    try (HuggingFaceTokenizer reference =
        HuggingFaceTokenizer.newInstance(
            folder.resolve("tokenizer.json"),
            Map.of("addSpecialTokens", "false", "truncation", "false"))) {
      Tokenizer tokenizer = Tokenizers.ofFolder(folder);
      ToIntFunction<String> ours = text -> tokenizer.encode(text).length;
      ToIntFunction<String> theirs = text -> reference.encode(text, false, false).getIds().length;
      compare(family + ", texts", texts, ours, theirs);
      compare(family + ", a word of 100,000 letters", List.of(word()), ours, theirs);
    }
  }

  private static String word() {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder word = new StringBuilder();
    while (word.length() < 100_000) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  private static void compare(
      String what, List<String> texts, ToIntFunction<String> ours, ToIntFunction<String> theirs) {
    double[] our = new double[ROUNDS];
    double[] their = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      our[round] = tokensPerSecond(texts, ours);
      their[round] = tokensPerSecond(texts, theirs);
    }
    System.out.printf(
        "%s: %,.0f tokens/s, Hugging Face's %,.0f: %.1f times (first round %.1f)%n",
        what, median(our), median(their), median(our) / median(their), our[0] / their[0]);
  }

  private static double tokensPerSecond(List<String> texts, ToIntFunction<String> encode) {
    long start = System.nanoTime();
    long tokens = texts.stream().mapToLong(encode::applyAsInt).sum();
    return tokens * 1e9 / (System.nanoTime() - start);
  }

  /** Of the second half: the first is warm-up. */
  private static double median(double[] rounds) {
    double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 2, ROUNDS);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }
}
