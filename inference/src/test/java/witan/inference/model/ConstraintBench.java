package witan.inference.model;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.OnnxModels;
import witan.engine.Sequence;
import witan.mixture.Distribution;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.Constraints;
import witan.mixture.grammar.Grammar;
import witan.mixture.grammar.State;
import witan.mixture.text.Vocabulary;

/**
 * What a mask costs beside the model's own step: {@code main MODEL.gguf CACHE}, with the class path
 * in the environment, as ONNX Runtime does not bear so long a command line. Each schema is answered
 * with random tokens many times, first by constraints that know nothing, then by one that the
 * answers before have taught.
 */
final class ConstraintBench {

  private static final int ROUNDS = 30;
  private static final int TOKENS = 120;

  private ConstraintBench() {}

  public static void main(String[] args) {
    String[] schemas = {
      "{\"type\":\"object\"}",
      "{\"type\":\"string\"}",
      "{\"type\":\"string\",\"minLength\":400,\"maxLength\":800}",
      "{\"type\":\"array\",\"minItems\":50,\"items\":{\"type\":\"object\",\"required\":[\"name\",\"age\"],\"properties\":{\"name\":{\"type\":\"string\",\"maxLength\":30},\"age\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":130}}}}",
      "{\"type\":\"string\",\"pattern\":\"^([A-Z][a-z]+ )+[a-z .,]*$\"}"
    };
    EngineSettings settings = new EngineSettings(1, 1_024, 2);
    try (LanguageModel model = OnnxModels.load(Path.of(args[0]), Path.of(args[1]), settings)) {
      Vocabulary vocabulary = LoadedExpert.vocabulary(model.tokenizer());
      steps(model);
      for (String schema : schemas) {
        Grammar grammar = Grammar.ofSchema(schema.getBytes(StandardCharsets.UTF_8));
        // What compiling and the trie cost belongs to the first mask of a vocabulary.
        long began = System.nanoTime();
        Constraints constraints = new Constraints(vocabulary);
        Constraint first = constraints.of(grammar);
        first.mask(first.start(), new float[vocabulary.size()]);
        double trie = (System.nanoTime() - began) / 1e6;
        long[] fresh = new long[0];
        for (int round = 0; round < ROUNDS; round++) {
          // Another schema of the same meaning is another constraint.
          Grammar anew =
              Grammar.ofSchema(
                  schema
                      .replaceFirst("\\{", "{\"title\":\"" + round + "\",")
                      .getBytes(StandardCharsets.UTF_8));
          fresh = joined(fresh, draw(constraints.of(anew), vocabulary, round));
        }
        long[] known = new long[0];
        for (int round = 0; round < ROUNDS; round++) {
          known = joined(known, draw(constraints.of(grammar), vocabulary, round));
        }
        System.out.printf(
            "%-40.40s first mask %.1f ms; fresh %s; known %s%n",
            schema, trie, percentiles(fresh), percentiles(known));
      }
    }
  }

  private static void steps(LanguageModel model) {
    try (Sequence sequence = model.open()) {
      sequence.append(model.tokenizer().encode("Once upon a time"), 1);
      long[] nanos = new long[100];
      for (int i = 0; i < nanos.length; i++) {
        long began = System.nanoTime();
        float[] logits = sequence.append(new int[] {300 + i}, 1)[0];
        Distribution.ofLogits(logits, 64);
        nanos[i] = System.nanoTime() - began;
      }
      System.out.println("a step of the model with its top 64: " + percentiles(nanos));
    }
  }

  /** The time of each mask and of the step to the next state. */
  private static long[] draw(Constraint constraint, Vocabulary vocabulary, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] nanos = new long[TOKENS];
    int count = 0;
    State at = constraint.start();
    while (count < TOKENS) {
      float[] logits = new float[vocabulary.size()];
      long began = System.nanoTime();
      constraint.mask(at, logits);
      nanos[count] = System.nanoTime() - began;
      int token;
      do {
        token = random.nextInt(logits.length);
      } while (logits[token] != 0);
      if (vocabulary.isEndOfTurn(token)) {
        break;
      }
      began = System.nanoTime();
      at = constraint.after(at, token);
      nanos[count++] += System.nanoTime() - began;
    }
    return Arrays.copyOf(nanos, count);
  }

  private static long[] joined(long[] a, long[] b) {
    long[] joined = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, joined, a.length, b.length);
    return joined;
  }

  private static String percentiles(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return "p50 %.3f, p90 %.3f, p99 %.3f, mean %.3f ms of %d"
        .formatted(
            sorted[sorted.length / 2] / 1e6,
            sorted[sorted.length * 9 / 10] / 1e6,
            sorted[sorted.length * 99 / 100] / 1e6,
            Arrays.stream(sorted).average().orElse(0) / 1e6,
            sorted.length);
  }
}
