package witan.engine.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import witan.engine.gguf.Dequantizer;
import witan.engine.gguf.GgufTensor;
import witan.engine.gguf.GgufType;

class QuantizedMatrixTest {
  private static final int COLUMNS = 96;

  /** With small powers of two as scales, every sum below is exact. */
  @ParameterizedTest
  @EnumSource(names = {"Q4_0", "Q4_1", "Q8_0"})
  void everyValueIsTheFilesToTheLastBit(GgufType type) {
    SplittableRandom random = new SplittableRandom(3);
    GgufTensor first = tensor(type, 3, random);
    GgufTensor second = tensor(type, 2, random);

    QuantizedMatrix matrix = QuantizedMatrix.of(List.of(first, second));

    assertThat(matrix.rows()).isEqualTo(5);
    float[] above = Dequantizer.values(first);
    float[] below = Dequantizer.values(second);
    for (int row = 0; row < 5; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        float expected =
            row < 3 ? above[row * COLUMNS + column] : below[(row - 3) * COLUMNS + column];
        assertThat(value(matrix, row, column)).isCloseTo(expected, within(0f));
      }
    }
  }

  /** As the operator's documentation defines it. */
  private static float value(QuantizedMatrix matrix, int row, int column) {
    int block = column / QuantizedMatrix.BLOCK;
    int at = row * COLUMNS + column;
    int q =
        matrix.bits() == 8
            ? matrix.values()[at] & 0xff
            : matrix.values()[at / 2] >> 4 * (at % 2) & 15;
    int zero = matrix.bits() == 8 ? 128 : 8;
    float offset = 0;
    if (matrix.zeroPoints() != null) {
      int packed = matrix.zeroPoints()[row * Math.ceilDiv(matrix.blocks(), 2) + block / 2];
      zero = packed >> 4 * (block % 2) & 15;
      offset = Objects.requireNonNull(matrix.offsets())[block * matrix.rows() + row];
    }
    return matrix.scales()[row * matrix.blocks() + block] * (q - zero) + offset;
  }

  private static GgufTensor tensor(GgufType type, int rows, SplittableRandom random) {
    byte[] bytes = new byte[(int) type.bytes((long) rows * COLUMNS)];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      float scale = random.nextInt(8) == 0 ? 0 : (float) Math.scalb(1.0, -random.nextInt(6));
      buffer.putShort(at, Float.floatToFloat16(scale));
      if (type == GgufType.Q4_1) {
        buffer.putShort(at + 2, Float.floatToFloat16(random.nextInt(-40, 8) / 32f));
      }
    }
    return new GgufTensor("t", type, COLUMNS, rows, MemorySegment.ofArray(bytes));
  }
}
