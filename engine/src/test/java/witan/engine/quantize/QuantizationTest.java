package witan.engine.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import witan.engine.ModelException;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufFile;
import witan.engine.gguf.GgufTensor;
import witan.engine.gguf.GgufType;
import witan.engine.gguf.SmallGguf;

class QuantizationTest {
  private static final int COLUMNS = 1024;

  @TempDir Path folder;

  /**
   * Of normally distributed values, in parts of their spread: b bits over ± 2 to 3 spreads leave
   * steps of about 5 / 2^b, and a step's error is its twelfth's root.
   */
  @ParameterizedTest
  @CsvSource({
    "Q4_0, 0.09",
    "Q4_1, 0.085",
    "Q5_0, 0.045",
    "Q5_1, 0.042",
    "Q6_K, 0.021",
    "Q8_0, 0.008"
  })
  void whatIsReadBackIsNearWhatWasWritten(GgufType type, double error) {
    SplittableRandom random = new SplittableRandom(4);
    float[] row = new float[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      row[i] = (float) random.nextGaussian(0.01, 0.04);
    }
    float[] read = readBack(type, row);
    double squares = 0;
    for (int i = 0; i < COLUMNS; i++) {
      squares += Math.pow((read[i] - row[i]) / 0.04, 2);
    }
    assertThat(Math.sqrt(squares / COLUMNS)).isLessThan(error).isGreaterThan(error / 3);
  }

  /** Values that lie on a grid are kept as they are. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q6_K"})
  void valuesOnAGridStayAsTheyAre(GgufType type) {
    float[] row = new float[256];
    int steps = type == GgufType.Q5_0 || type == GgufType.Q5_1 ? 32 : 16;
    for (int i = 0; i < row.length; i++) {
      row[i] = (i % steps - steps / 2) / 64f;
    }
    if (type == GgufType.Q6_K) {
      // The scale of sixteen values is one 127th of a half-precision number.
      assertThat(readBack(type, row)).containsExactly(row, offset(2e-4f));
    } else {
      assertThat(readBack(type, row)).containsExactly(row);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q6_K", "Q8_0"})
  void noughtAndWhatIsNoNumberBecomeNumbers(GgufType type) {
    assertThat(readBack(type, new float[256])).containsOnly(0);
    float[] odd = new float[256];
    odd[3] = Float.NaN;
    assertThat(readBack(type, odd)).doesNotContain(Float.NaN).hasSize(256);
  }

  @Test
  void matricesShrinkAndTheRestStays() throws Exception {
    Path from = file(new float[256 * 4]);
    Path to = folder.resolve("small.gguf");
    Quantization.write(from, GgufType.Q4_0, to);
    try (GgufFile file = GgufFile.open(to)) {
      assertThat(file.tensor("blk.0.attn_q.weight").type()).isEqualTo(GgufType.Q4_0);
      assertThat(file.tensor("token_embd.weight").type()).isEqualTo(GgufType.Q8_0);
      assertThat(file.tensor("blk.0.attn_norm.weight").type()).isEqualTo(GgufType.F32);
      assertThat(file.string("general.name")).isEqualTo("Small");
      assertThat(file.number("general.file_type")).isEqualTo(2L);
    }
    assertThat(Files.size(to)).isLessThan(Files.size(from) / 3);
  }

  @Test
  void aFileThatDoesNotShrinkIsNotWritten() throws Exception {
    Path small = folder.resolve("small.gguf");
    Quantization.write(file(new float[256 * 4]), GgufType.Q4_0, small);
    Path again = folder.resolve("again.gguf");

    assertThatThrownBy(() -> Quantization.write(small, GgufType.Q5_0, again))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("does not get smaller");
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("large.gguf", "small.gguf");
    }
  }

  @Test
  void aTypeThatIsNotWrittenIsToldWithThoseThatAre() {
    assertThat(Quantization.type("q4_0")).isEqualTo(GgufType.Q4_0);
    assertThatThrownBy(() -> Quantization.type("q2_k"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("q2_k")
        .hasMessageContaining("q6_k");
  }

  private Path file(float[] values) throws Exception {
    return new SmallGguf()
        .with("general.name", "Small")
        .with("token_embd.weight", values, 256, 4)
        .with("blk.0.attn_norm.weight", new float[256], 256)
        .with("blk.0.attn_q.weight", values, 256, 4)
        .write(folder.resolve("large.gguf"));
  }

  private static float[] readBack(GgufType type, float[] row) {
    MemorySegment bytes = MemorySegment.ofArray(new BlockEncoder(type).encode(row));
    return Dequantizer.values(new GgufTensor("t", type, row.length, 1, bytes));
  }
}
