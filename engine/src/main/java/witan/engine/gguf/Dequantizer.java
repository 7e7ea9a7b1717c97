package witan.engine.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import witan.engine.ModelException;

/** Stored values as floats, by each format's definition and no faster than that. */
public final class Dequantizer {
  private static final ValueLayout.OfShort FLOAT16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Dequantizer() {}

  /**
   * All values of a tensor, row after row.
   *
   * @throws ModelException if its type is not one of F32, F16, Q4_0, Q4_1 and Q8_0
   */
  public static float[] values(GgufTensor tensor) {
    MemorySegment data = tensor.data();
    GgufType type = tensor.type();
    float[] values = new float[Math.multiplyExact(tensor.columns(), tensor.rows())];
    int blocks = values.length / type.blockLength();
    for (int block = 0; block < blocks; block++) {
      long from = (long) block * type.blockBytes();
      int to = block * type.blockLength();
      switch (type) {
        case F32 -> values[to] = data.get(FLOAT32, from);
        case F16 -> values[to] = half(data, from);
        case Q4_0 -> nibbles(data, from + 2, half(data, from), -8 * half(data, from), values, to);
        case Q4_1 -> nibbles(data, from + 4, half(data, from), half(data, from + 2), values, to);
        case Q8_0 -> {
          float scale = half(data, from);
          for (int i = 0; i < 32; i++) {
            values[to + i] = scale * data.get(JAVA_BYTE, from + 2 + i);
          }
        }
        default ->
            throw new ModelException(
                "The tensor "
                    + tensor.name()
                    + " is stored as "
                    + type
                    + ", which is not read yet.");
      }
    }
    return values;
  }

  /** A half-precision number. */
  public static float half(MemorySegment data, long offset) {
    return Float.float16ToFloat(data.get(FLOAT16, offset));
  }

  /** Byte i holds value i in its low four bits and value i + 16 in its high ones. */
  private static void nibbles(
      MemorySegment data, long from, float scale, float offset, float[] values, int to) {
    for (int i = 0; i < 16; i++) {
      int both = data.get(JAVA_BYTE, from + i);
      values[to + i] = scale * (both & 15) + offset;
      values[to + i + 16] = scale * (both >> 4 & 15) + offset;
    }
  }
}
