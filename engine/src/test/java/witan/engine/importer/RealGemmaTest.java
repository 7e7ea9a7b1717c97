package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;

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
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufTensor;

/** Gemma 3 270M: a real file of Q4_K, Q5_0, Q6_K and Q8_0, and of windows. */
@Tag("long")
class RealGemmaTest {
  private static final String TEXT =
      "The capital of France is Paris, which lies on the Seine. Its museums are known far"
          + " beyond the country's borders.";

  @TempDir Path cache;

  @Test
  void everyBlockHasTheFilesValues() {
    try (GgufFile file = GgufFile.open(RealModel.gemma())) {
      for (GgufTensor tensor : file.tensors()) {
        if (QuantizedMatrix.reads(tensor.type())) {
          assertThat(furthest(tensor)).as(tensor.name()).isLessThan(1e-6f);
        }
      }
    }
  }

  /** Of some rows. Offset and zero point are added in another order than the minimum alone. */
  private static float furthest(GgufTensor tensor) {
    float furthest = 0;
    for (int row = 0; row < tensor.rows(); row += 7) {
      float[] expected = Dequantizer.row(tensor, row);
      QuantizedMatrix matrix = QuantizedMatrix.of(tensor, row, row + 1);
      for (int column = 0; column < expected.length; column++) {
        float value = QuantizedMatrixTest.value(matrix, 0, column);
        furthest = Math.max(furthest, Math.abs(value - expected[column]));
      }
    }
    return furthest;
  }

  @Test
  void itsLogitsAreThoseOfPlainJava() {
    try (LanguageModel model = load();
        GgufFile file = GgufFile.open(RealModel.gemma());
        Sequence sequence = model.open()) {
      int[] tokens = tokens(model);
      double[][] expected = new ReferenceLlama(file).logits(tokens);
      float[][] logits = sequence.append(tokens, tokens.length);
      int agreed = 0;
      for (int i = 0; i < tokens.length; i++) {
        agreed += best(logits[i]) == best(floats(expected[i])) ? 1 : 0;
        assertThat(ReferenceLlama.distance(logits[i], expected[i]))
            .as("token %d", i)
            .isLessThan(0.08); // inputs of 8 bits
      }
      assertThat(10 * agreed).as("the same best token").isGreaterThanOrEqualTo(9 * tokens.length);
    }
  }

  /** More tokens than a window has. */
  @Test
  void aTokenHasTheSameBitsInABlockAndAloneBeyondTheWindow() {
    try (LanguageModel model = load();
        Sequence whole = model.open();
        Sequence parts = model.open()) {
      int[] some = tokens(model);
      int[] tokens = new int[540];
      Arrays.setAll(tokens, i -> some[i % some.length]);
      float[][] expected = whole.append(tokens, 40);
      parts.append(Arrays.copyOf(tokens, 503), 1);
      List<float[]> alone = new ArrayList<>();
      for (int i = 503; i < tokens.length; i++) {
        alone.add(parts.append(new int[] {tokens[i]}, 1)[0]);
      }
      assertThat(alone.toArray(float[][]::new))
          .isEqualTo(Arrays.copyOfRange(expected, 3, expected.length));
    }
  }

  private LanguageModel load() {
    return OnnxModels.load(RealModel.gemma(), cache, new EngineSettings(1, 1024, 2));
  }

  private static int[] tokens(LanguageModel model) {
    int[] begin = model.tokenizer().beginOfText();
    int[] text = model.tokenizer().encode(TEXT);
    int[] tokens = Arrays.copyOf(begin, begin.length + text.length);
    System.arraycopy(text, 0, tokens, begin.length, text.length);
    return tokens;
  }

  private static int best(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private static float[] floats(double[] logits) {
    float[] floats = new float[logits.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) logits[i];
    }
    return floats;
  }
}
