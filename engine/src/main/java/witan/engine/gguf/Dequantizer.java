package witan.engine.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import witan.engine.ModelException;

/**
 * Stored values as floats, by each format's definition and no faster than that.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/wiki/Tensor-Encoding-Schemes">the formats</a>
 */
public final class Dequantizer {
  private static final ValueLayout.OfShort INT16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Dequantizer() {}

  /**
   * All values of a tensor, row after row.
   *
   * @throws ModelException if its type is one that Witan does not read
   */
  public static float[] values(GgufTensor tensor) {
    int columns = tensor.columns();
    float[] values = new float[Math.multiplyExact(columns, tensor.rows())];
    for (int row = 0; row < tensor.rows(); row++) {
      read(tensor, row, values, row * columns);
    }
    return values;
  }

  /**
   * The values of one row.
   *
   * @throws ModelException if the tensor's type is one that Witan does not read
   */
  public static float[] row(GgufTensor tensor, int row) {
    float[] values = new float[tensor.columns()];
    read(tensor, row, values, 0);
    return values;
  }

  private static void read(GgufTensor tensor, int row, float[] values, int to) {
    GgufType type = tensor.type();
    MemorySegment data = tensor.row(row);
    for (int at = 0; at < tensor.columns(); at += type.blockLength()) {
      long from = (long) at / type.blockLength() * type.blockBytes();
      int first = to + at;
      switch (type) {
        case F32 -> values[first] = data.get(FLOAT32, from);
        case F16 -> values[first] = half(data, from);
        case BF16 -> values[first] = Float.intBitsToFloat(data.get(INT16, from) << 16);
        case Q4_0 -> {
          float scale = half(data, from);
          for (int i = 0; i < 32; i++) {
            values[first + i] = scale * (nibble(data, from + 2, i) - 8);
          }
        }
        case Q4_1 -> {
          float scale = half(data, from);
          float minimum = half(data, from + 2);
          for (int i = 0; i < 32; i++) {
            values[first + i] = scale * nibble(data, from + 4, i) + minimum;
          }
        }
        case Q5_0 -> {
          float scale = half(data, from);
          int fifth = data.get(INT32, from + 2);
          for (int i = 0; i < 32; i++) {
            values[first + i] = scale * ((nibble(data, from + 6, i) | (fifth >> i & 1) << 4) - 16);
          }
        }
        case Q5_1 -> {
          float scale = half(data, from);
          float minimum = half(data, from + 2);
          int fifth = data.get(INT32, from + 4);
          for (int i = 0; i < 32; i++) {
            values[first + i] =
                scale * (nibble(data, from + 8, i) | (fifth >> i & 1) << 4) + minimum;
          }
        }
        case Q8_0 -> {
          float scale = half(data, from);
          for (int i = 0; i < 32; i++) {
            values[first + i] = scale * data.get(JAVA_BYTE, from + 2 + i);
          }
        }
        case Q4_K -> {
          for (int i = 0; i < 256; i++) {
            int part = i / 32;
            // Two parts share 32 bytes: the even one has the low halves.
            int both = data.get(JAVA_BYTE, from + 16 + part / 2 * 32 + i % 32);
            values[first + i] =
                half(data, from) * sixBitScale(data, from + 4, part) * (both >> part % 2 * 4 & 15)
                    - half(data, from + 2) * sixBitMinimum(data, from + 4, part);
          }
        }
        case Q5_K -> {
          for (int i = 0; i < 256; i++) {
            int part = i / 32;
            int both = data.get(JAVA_BYTE, from + 48 + part / 2 * 32 + i % 32);
            int fifth = data.get(JAVA_BYTE, from + 16 + i % 32) >> part & 1;
            values[first + i] =
                half(data, from)
                        * sixBitScale(data, from + 4, part)
                        * ((both >> part % 2 * 4 & 15) | fifth << 4)
                    - half(data, from + 2) * sixBitMinimum(data, from + 4, part);
          }
        }
        case Q6_K -> {
          for (int i = 0; i < 256; i++) {
            int half = i / 128;
            int quarter = i % 128 / 32;
            // 64 bytes hold the low four bits of 128 values, 32 bytes their high two.
            int low = data.get(JAVA_BYTE, from + half * 64 + i % 64) >> quarter / 2 * 4 & 15;
            int high = data.get(JAVA_BYTE, from + 128 + half * 32 + i % 32) >> quarter * 2 & 3;
            values[first + i] =
                half(data, from + 208)
                    * data.get(JAVA_BYTE, from + 192 + i / 16)
                    * ((low | high << 4) - 32);
          }
        }
        case Q2_K, Q3_K ->
            throw new ModelException(
                "The tensor %s is stored as %s, which is not read yet."
                    .formatted(tensor.name(), type));
      }
    }
  }

  /** A half-precision number. */
  public static float half(MemorySegment data, long offset) {
    return Float.float16ToFloat(data.get(INT16, offset));
  }

  /** Byte i holds value i in its low four bits and value i + 16 in its high ones. */
  private static int nibble(MemorySegment data, long from, int i) {
    return data.get(JAVA_BYTE, from + i % 16) >> i / 16 * 4 & 15;
  }

  /**
   * The scale of one of eight parts of a block: six bits, the last four parts' upper two of them
   * kept where the first four have two to spare.
   */
  public static int sixBitScale(MemorySegment data, long from, int part) {
    return part < 4
        ? data.get(JAVA_BYTE, from + part) & 63
        : data.get(JAVA_BYTE, from + part + 4) & 15
            | (data.get(JAVA_BYTE, from + part - 4) >> 6 & 3) << 4;
  }

  /** The minimum of one of eight parts of a block, kept like the scales. */
  public static int sixBitMinimum(MemorySegment data, long from, int part) {
    return part < 4
        ? data.get(JAVA_BYTE, from + part + 4) & 63
        : data.get(JAVA_BYTE, from + part + 4) >> 4 & 15
            | (data.get(JAVA_BYTE, from + part) >> 6 & 3) << 4;
  }
}
