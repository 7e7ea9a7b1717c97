package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufTensor;
import witan.engine.gguf.GgufType;

class QuantizedMatrixTest {
  private static final int COLUMNS = 512;

  /** With small powers of two as scales, every sum below is exact. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K"})
  void everyValueIsTheFilesToTheLastBit(GgufType type) {
    GgufTensor tensor = Blocks.wild(type, COLUMNS, 7, new SplittableRandom(3));

    QuantizedMatrix matrix = QuantizedMatrix.of(tensor, 2, 7);

    assertThat(matrix.rows()).isEqualTo(5);
    for (int row = 0; row < 5; row++) {
      float[] expected = Dequantizer.row(tensor, row + 2);
      for (int column = 0; column < COLUMNS; column++) {
        assertThat(value(matrix, row, column))
            .as("%d, %d", row, column)
            .isCloseTo(expected[column], within(0f));
      }
    }
  }

  /** As the operator's documentation defines it. */
  static float value(QuantizedMatrix matrix, int row, int column) {
    QuantizedMatrix.Layout layout = matrix.layout();
    int block = row * layout.blocks() + column / layout.block();
    int at = row * layout.columns() + column;
    int q =
        layout.bits() == 8
            ? matrix.values()[at] & 0xff
            : matrix.values()[at / 2] >> 4 * (at % 2) & 15;
    int zero = layout.bits() == 8 ? 128 : 8;
    if (matrix.zeroPoints() != null) {
      int inRow = column / layout.block();
      int packed = matrix.zeroPoints()[row * Math.ceilDiv(layout.blocks(), 2) + inRow / 2];
      zero = packed >> 4 * (inRow % 2) & 15;
    }
    float offset = matrix.offsets() == null ? 0 : matrix.offsets()[block];
    return matrix.scales()[block] * (q - zero) + offset;
  }
}
