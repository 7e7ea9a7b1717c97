package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.engine.EngineSettings;
import witan.engine.LanguageModel;
import witan.engine.OnnxModels;
import witan.engine.RealModel;
import witan.engine.Sequence;
import witan.engine.gguf.GgufFile;

/** The real model beside the same arithmetic in plain Java, on texts of the cooking expert. */
class AccuracyTest {
  private static final Path TEXTS = Path.of("..", "inference", "network", "cooking");
  private static final List<String> FILES = List.of("baking.md", "cheese.md", "sauces.md");

  /** Tokens of one text: the reference holds the logits of all. */
  private static final int TEXT = 250;

  @TempDir Path folder;

  @Test
  void aFewTokensAreAboutAsLikelyAsTheReferenceFindsThem() throws IOException {
    Comparison comparison = compare(1, 64, Inputs.INT8);

    assertThat(comparison.perplexityRatio()).isBetween(0.97, 1.03);
    assertThat(comparison.agreement()).isGreaterThan(0.9);
  }

  @Test
  @Tag("long")
  void withUnroundedInputsTwoThousandTokensAreAsLikelyAsInTheReference() throws IOException {
    Comparison comparison = compare(9, TEXT, Inputs.FLOAT32);

    assertThat(comparison.tokens).isGreaterThanOrEqualTo(2_000);
    assertThat(comparison.perplexityRatio()).isBetween(0.995, 1.005);
  }

  /** Rounding the inputs costs 0.7 % on these texts. */
  @Test
  @Tag("long")
  void withRoundedInputsTwoThousandTokensAreNearlyAsLikely() throws IOException {
    Comparison comparison = compare(9, TEXT, Inputs.INT8);

    assertThat(comparison.tokens).isGreaterThanOrEqualTo(2_000);
    assertThat(comparison.perplexityRatio()).isBetween(0.99, 1.01);
    assertThat(comparison.agreement()).isGreaterThanOrEqualTo(0.96);
  }

  @Test
  void withUnroundedInputsAContinuationIsTheReferences() throws IOException {
    continues(1, 12);
  }

  @Test
  @Tag("long")
  void withUnroundedInputsTwentyContinuationsAreTheReferences() throws IOException {
    continues(20, 64);
  }

  /** How likely the engine and the reference found the same tokens, in sums of logarithms. */
  private record Comparison(int tokens, double engine, double reference, int agreed) {

    double perplexityRatio() {
      return Math.exp((reference - engine) / tokens);
    }

    /** How often both found the same token the likeliest. */
    double agreement() {
      return (double) agreed / tokens;
    }
  }

  private Comparison compare(int texts, int length, Inputs inputs) throws IOException {
    Comparison sum = new Comparison(0, 0, 0, 0);
    try (GgufFile file = GgufFile.open(RealModel.file())) {
      GgufImporter.imported(file, folder, GraphForm.INVARIANT, inputs);
      ReferenceLlama reference = new ReferenceLlama(file);
      try (LanguageModel model =
          OnnxModels.load(RealModel.file(), folder, new EngineSettings(2, 512, 1))) {
        for (int[] text : texts(model, texts, length)) {
          try (Sequence sequence = model.open()) {
            sum = plus(sum, text, sequence.append(text, length), reference.logits(text));
          }
        }
      }
    }
    return sum;
  }

  private static Comparison plus(
      Comparison sum, int[] text, float[][] engine, double[][] reference) {
    for (int i = 0; i + 1 < text.length; i++) {
      double[] ours = doubles(engine[i]);
      sum =
          new Comparison(
              sum.tokens + 1,
              sum.engine + logProbability(ours, text[i + 1]),
              sum.reference + logProbability(reference[i], text[i + 1]),
              sum.agreed + (likeliest(ours) == likeliest(reference[i]) ? 1 : 0));
    }
    return sum;
  }

  private static double[] doubles(float[] values) {
    double[] exact = new double[values.length];
    Arrays.setAll(exact, i -> values[i]);
    return exact;
  }

  private void continues(int prompts, int tokens) throws IOException {
    try (GgufFile file = GgufFile.open(RealModel.file())) {
      GgufImporter.imported(file, folder, GraphForm.INVARIANT, Inputs.FLOAT32);
      ReferenceLlama reference = new ReferenceLlama(file);
      try (LanguageModel model =
          OnnxModels.load(RealModel.file(), folder, new EngineSettings(2, 512, 1))) {
        for (int[] prompt : texts(model, prompts, 20)) {
          int[] whole = continued(model, prompt, tokens);
          double[][] logits = reference.logits(whole);
          for (int i = prompt.length; i < whole.length; i++) {
            assertThat(whole[i]).as("token %d", i).isEqualTo(likeliest(logits[i - 1]));
          }
        }
      }
    }
  }

  private static int[] continued(LanguageModel model, int[] prompt, int tokens) {
    int[] whole = Arrays.copyOf(prompt, prompt.length + tokens);
    try (Sequence sequence = model.open()) {
      float[] logits = sequence.append(prompt, 1)[0];
      for (int i = prompt.length; i < whole.length; i++) {
        whole[i] = likeliest(doubles(logits));
        logits = sequence.append(new int[] {whole[i]}, 1)[0];
      }
    }
    return whole;
  }

  private static List<int[]> texts(LanguageModel model, int count, int length) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String file : FILES) {
      all.append(Files.readString(TEXTS.resolve(file)));
    }
    int[] tokens = model.tokenizer().encode(all.toString());
    int step = (tokens.length - length) / count;
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(Arrays.copyOfRange(tokens, i * step, i * step + length));
    }
    return texts;
  }

  private static double logProbability(double[] logits, int token) {
    double most = logits[likeliest(logits)];
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit - most);
    }
    return logits[token] - most - Math.log(sum);
  }

  private static int likeliest(double[] logits) {
    int best = 0;
    for (int token = 1; token < logits.length; token++) {
      best = logits[token] > logits[best] ? token : best;
    }
    return best;
  }
}
