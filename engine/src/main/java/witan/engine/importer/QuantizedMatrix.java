package witan.engine.importer;

import org.jspecify.annotations.Nullable;
import witan.engine.gguf.GgufTensor;
import witan.engine.gguf.GgufType;

/**
 * Rows of a weight in the layout of ONNX Runtime's {@code MatMulNBits}, with the values of the
 * file's own blocks: w = scale · (q − zero point) + offset.
 *
 * @param layout how the values are kept
 * @param rows outputs
 * @param values {@code [rows][columns · bits / 8]}, of four bits value 2i in the low half of byte i
 * @param scales {@code [rows][blocks]}
 * @param zeroPoints {@code [rows][⌈blocks · bits / 8⌉]}; null where each is half of the range
 * @param offsets {@code [rows][blocks]}, what whole zero points leave over, to be added times the
 *     sum of the block's inputs; null where nothing is left over
 */
record QuantizedMatrix(
    Layout layout,
    int rows,
    byte[] values,
    float[] scales,
    byte @Nullable [] zeroPoints,
    float @Nullable [] offsets) {

  /**
   * How values are kept.
   *
   * @param block columns that share a scale
   * @param columns inputs, a multiple of the block
   * @param bits 4 or 8
   * @param zeroPoints whether blocks have zero points of their own
   * @param offsets whether something is left over beside them
   */
  record Layout(int columns, int block, int bits, boolean zeroPoints, boolean offsets) {

    /** What a tensor's values become: codes of more than four bits take eight. */
    static Layout of(GgufTensor tensor) {
      StoredBlock.Format format = StoredBlock.format(tensor.type());
      int bits = format.bits() <= 4 ? 4 : 8;
      return new Layout(
          tensor.columns(), format.run(), bits, bits == 4 && format.shifted(), format.shifted());
    }

    int blocks() {
      return columns / block;
    }

    int rowBytes() {
      return columns * bits / 8;
    }

    /** Bytes of a row's zero points, if it has any. */
    int zeroPointBytes() {
      return Math.ceilDiv(blocks() * bits, 8);
    }
  }

  /** Whether tensors of a type can be had in this layout. */
  static boolean reads(GgufType type) {
    return StoredBlock.reads(type);
  }

  /** Rows of a tensor from one up to another. */
  static QuantizedMatrix of(GgufTensor tensor, int from, int to) {
    Filler filler = new Filler(tensor, to - from);
    for (int row = from; row < to; row++) {
      filler.add(row);
    }
    return filler.matrix;
  }

  private static QuantizedMatrix empty(Layout layout, int rows) {
    int blocks = rows * layout.blocks();
    return new QuantizedMatrix(
        layout,
        rows,
        new byte[rows * layout.rowBytes()],
        new float[blocks],
        layout.zeroPoints ? new byte[rows * layout.zeroPointBytes()] : null,
        layout.offsets ? new float[blocks] : null);
  }

  /** Takes over blocks in the order in which files hold them. */
  private static final class Filler {
    private final GgufTensor tensor;
    private final StoredBlock.Format format;
    private final QuantizedMatrix matrix;
    private final StoredBlock stored = new StoredBlock();
    private int filled;

    Filler(GgufTensor tensor, int rows) {
      this.tensor = tensor;
      this.format = StoredBlock.format(tensor.type());
      this.matrix = empty(Layout.of(tensor), rows);
    }

    void add(int row) {
      GgufType type = tensor.type();
      var data = tensor.row(row);
      int runs = type.blockLength() / format.run();
      for (int i = 0; i < matrix.layout.blocks(); i += runs) {
        format.read(stored, data, (long) i / runs * type.blockBytes());
        for (int run = 0; run < runs; run++) {
          put(i + run, run);
        }
      }
      filled++;
    }

    private void put(int block, int run) {
      int at = filled * matrix.layout.blocks() + block;
      float scale = stored.scales[run];
      matrix.scales[at] = scale;
      int zero = format.zero();
      if (matrix.offsets != null) {
        float minimum = stored.minima[run];
        zero = zeroPoint(scale, minimum);
        matrix.offsets[at] = minimum + zero * scale;
      }
      int first = run * format.run();
      if (matrix.layout.bits == 8) {
        for (int i = 0; i < format.run(); i++) {
          // Eight bits have room to move each block's zero to where it is by default.
          matrix.values[at * format.run() + i] = (byte) (stored.codes[first + i] - zero + 128);
        }
        return;
      }
      for (int i = 0; i < format.run(); i += 2) {
        matrix.values[(at * format.run() + i) / 2] =
            (byte) (stored.codes[first + i] | stored.codes[first + i + 1] << 4);
      }
      if (matrix.zeroPoints != null) {
        int to = filled * matrix.layout.zeroPointBytes() + block / 2;
        matrix.zeroPoints[to] |= (byte) (zero << 4 * (block & 1));
      }
    }

    /**
     * The zero point nearest to where the block's values cross zero keeps the rounding of the
     * inputs small; what it leaves of the block's minimum is the offset.
     */
    private int zeroPoint(float scale, float minimum) {
      int most = (1 << format.bits()) - 1;
      return scale == 0 ? 0 : Math.clamp(Math.round(-minimum / scale), 0, most);
    }
  }
}
