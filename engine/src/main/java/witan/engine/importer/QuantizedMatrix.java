package witan.engine.importer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static witan.engine.gguf.Dequantizer.half;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.engine.gguf.GgufTensor;
import witan.engine.gguf.GgufType;

/**
 * A weight in the layout of ONNX Runtime's {@code MatMulNBits}, with the values of the file's own
 * blocks to the last bit: w = scale · (q − zero point) + offset.
 *
 * @param rows outputs
 * @param columns inputs, a multiple of {@link #BLOCK}
 * @param bits 4 or 8
 * @param values {@code [rows][columns · bits / 8]}, value 2i in the low four bits of byte i
 * @param scales {@code [rows][blocks]}
 * @param zeroPoints {@code [rows][⌈blocks · bits / 8⌉]}; null where each is half of the range
 * @param offsets {@code [blocks][rows]}, what the whole zero points leave over, to be added times
 *     the sum of the block's inputs; null where nothing is left over
 */
record QuantizedMatrix(
    int rows,
    int columns,
    int bits,
    byte[] values,
    float[] scales,
    byte @Nullable [] zeroPoints,
    float @Nullable [] offsets) {

  /** Columns that share a scale. */
  static final int BLOCK = 32;

  private static final int HALF_BLOCK = BLOCK / 2;

  /** Whether tensors of a type can be had in this layout. */
  static boolean reads(GgufType type) {
    return type == GgufType.Q4_0 || type == GgufType.Q4_1 || type == GgufType.Q8_0;
  }

  /** Tensors of one type and one width, one below the other. */
  static QuantizedMatrix of(List<GgufTensor> tensors) {
    GgufTensor first = tensors.getFirst();
    int rows = tensors.stream().mapToInt(GgufTensor::rows).sum();
    int blocks = first.columns() / BLOCK;
    Filler filler = new Filler(first.type(), rows, blocks);
    tensors.forEach(filler::add);
    return new QuantizedMatrix(
        rows,
        first.columns(),
        filler.bits,
        filler.values,
        filler.scales,
        filler.zeroPoints,
        filler.offsets);
  }

  int blocks() {
    return columns / BLOCK;
  }

  /** Takes over blocks in the order in which files hold them. */
  private static final class Filler {
    private final GgufType type;
    private final int rows;
    private final int blocks;
    private final int bits;
    private final byte[] values;
    private final float[] scales;
    private final byte @Nullable [] zeroPoints;
    private final float @Nullable [] offsets;
    private int row;

    Filler(GgufType type, int rows, int blocks) {
      this.type = type;
      this.rows = rows;
      this.blocks = blocks;
      this.bits = type == GgufType.Q8_0 ? 8 : 4;
      this.values = new byte[rows * blocks * BLOCK * bits / 8];
      this.scales = new float[rows * blocks];
      boolean shifted = type == GgufType.Q4_1;
      this.zeroPoints = shifted ? new byte[rows * Math.ceilDiv(blocks, 2)] : null;
      this.offsets = shifted ? new float[blocks * rows] : null;
    }

    void add(GgufTensor tensor) {
      MemorySegment data = tensor.data();
      for (int i = 0; i < tensor.rows(); i++, row++) {
        for (int block = 0; block < blocks; block++) {
          long from = i * tensor.rowBytes() + (long) block * type.blockBytes();
          int at = row * blocks + block;
          scales[at] = half(data, from);
          switch (type) {
            case Q4_0 -> pair(data, from + 2, at);
            case Q4_1 -> {
              pair(data, from + 4, at);
              shift(half(data, from + 2), block, at);
            }
            default -> signed(data, from + 2, at);
          }
        }
      }
    }

    /** The file pairs value i with i + 16 in a byte, ONNX Runtime 2i with 2i + 1. */
    private void pair(MemorySegment data, long from, int at) {
      int to = at * HALF_BLOCK;
      for (int i = 0; i < HALF_BLOCK / 2; i++) {
        int even = data.get(JAVA_BYTE, from + 2 * i);
        int odd = data.get(JAVA_BYTE, from + 2 * i + 1);
        values[to + i] = (byte) (even & 15 | (odd & 15) << 4);
        values[to + HALF_BLOCK / 2 + i] = (byte) (even >> 4 & 15 | odd & 0xf0);
      }
    }

    /** The file's values are signed, ONNX Runtime's are not: its default zero point is 128. */
    private void signed(MemorySegment data, long from, int at) {
      for (int i = 0; i < BLOCK; i++) {
        values[at * BLOCK + i] = (byte) (data.get(JAVA_BYTE, from + i) + 128);
      }
    }

    /**
     * The zero point nearest to where the block's values cross zero keeps the rounding of the
     * inputs small; what it leaves of the block's minimum is the offset.
     */
    private void shift(float minimum, int block, int at) {
      float scale = scales[at];
      int zero = scale == 0 ? 0 : Math.clamp(Math.round(-minimum / scale), 0, 15);
      int to = row * Math.ceilDiv(blocks, 2) + block / 2;
      zeroPoints[to] |= (byte) (zero << 4 * (block & 1));
      offsets[block * rows + row] = minimum + zero * scale;
    }
  }
}
