package witan.engine.importer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static witan.engine.gguf.Dequantizer.half;
import static witan.engine.gguf.Dequantizer.sixBitMinimum;
import static witan.engine.gguf.Dequantizer.sixBitScale;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import witan.engine.ModelException;
import witan.engine.gguf.GgufType;

/**
 * A block of a file taken apart: w = scale · code + minimum, with a scale and a minimum for each
 * run of values.
 */
final class StoredBlock {
  private static final int LONGEST = 256;
  private static final int SHORTEST_RUN = 16;
  private static final ValueLayout.OfInt INT32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** From 0; values that have no minima are centred on {@link Format#zero}. */
  final int[] codes = new int[LONGEST];

  final float[] scales = new float[LONGEST / SHORTEST_RUN];
  final float[] minima = new float[LONGEST / SHORTEST_RUN];

  /** Reads one block of a type. */
  @FunctionalInterface
  private interface Reader {
    void read(StoredBlock block, MemorySegment data, long from);
  }

  /**
   * How a type's blocks are laid out.
   *
   * @param run values that share a scale
   * @param bits of a code
   * @param shifted whether there are minima
   */
  record Format(GgufType type, int run, int bits, boolean shifted, Reader reader) {

    /** The code of nought where there are no minima. */
    int zero() {
      return 1 << bits - 1;
    }

    void read(StoredBlock block, MemorySegment data, long from) {
      reader.read(block, data, from);
    }
  }

  /** Whether a type's values are codes with scales. */
  static boolean reads(GgufType type) {
    return switch (type) {
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K -> true;
      case F32, F16, BF16, Q2_K, Q3_K -> false;
    };
  }

  static Format format(GgufType type) {
    return switch (type) {
      case Q4_0 -> new Format(type, 32, 4, false, StoredBlock::readQ4);
      case Q4_1 -> new Format(type, 32, 4, true, StoredBlock::readQ4Shifted);
      case Q5_0 -> new Format(type, 32, 5, false, StoredBlock::readQ5);
      case Q5_1 -> new Format(type, 32, 5, true, StoredBlock::readQ5Shifted);
      case Q8_0 -> new Format(type, 32, 8, false, StoredBlock::readQ8);
      case Q4_K -> new Format(type, 32, 4, true, StoredBlock::readQ4K);
      case Q5_K -> new Format(type, 32, 5, true, StoredBlock::readQ5K);
      case Q6_K -> new Format(type, 16, 6, false, StoredBlock::readQ6K);
      case F32, F16, BF16, Q2_K, Q3_K ->
          throw new ModelException("Values stored as " + type + " are no codes with scales.");
    };
  }

  private void readQ4(MemorySegment data, long from) {
    scales[0] = half(data, from);
    nibbles(data, from + 2);
  }

  private void readQ4Shifted(MemorySegment data, long from) {
    scales[0] = half(data, from);
    minima[0] = half(data, from + 2);
    nibbles(data, from + 4);
  }

  private void readQ5(MemorySegment data, long from) {
    scales[0] = half(data, from);
    nibbles(data, from + 6);
    fifthBits(data.get(INT32, from + 2));
  }

  private void readQ5Shifted(MemorySegment data, long from) {
    scales[0] = half(data, from);
    minima[0] = half(data, from + 2);
    nibbles(data, from + 8);
    fifthBits(data.get(INT32, from + 4));
  }

  private void readQ8(MemorySegment data, long from) {
    scales[0] = half(data, from);
    for (int i = 0; i < 32; i++) {
      codes[i] = data.get(JAVA_BYTE, from + 2 + i) + 128;
    }
  }

  private void readQ4K(MemorySegment data, long from) {
    sixBitScales(data, from);
    pairedNibbles(data, from + 16);
  }

  private void readQ5K(MemorySegment data, long from) {
    sixBitScales(data, from);
    pairedNibbles(data, from + 48);
    for (int i = 0; i < 32; i++) {
      int fifths = data.get(JAVA_BYTE, from + 16 + i);
      for (int part = 0; part < 8; part++) {
        codes[part * 32 + i] |= (fifths >> part & 1) << 4;
      }
    }
  }

  private void readQ6K(MemorySegment data, long from) {
    float scale = half(data, from + 208);
    for (int run = 0; run < 16; run++) {
      scales[run] = scale * data.get(JAVA_BYTE, from + 192 + run);
    }
    for (int side = 0; side < 2; side++) {
      for (int i = 0; i < 32; i++) {
        int first = data.get(JAVA_BYTE, from + side * 64 + i);
        int second = data.get(JAVA_BYTE, from + side * 64 + 32 + i);
        int high = data.get(JAVA_BYTE, from + 128 + side * 32 + i);
        int at = side * 128 + i;
        codes[at] = first & 15 | (high & 3) << 4;
        codes[at + 32] = second & 15 | (high >> 2 & 3) << 4;
        codes[at + 64] = first >> 4 & 15 | (high >> 4 & 3) << 4;
        codes[at + 96] = second >> 4 & 15 | (high >> 6 & 3) << 4;
      }
    }
  }

  /** Byte i holds value i in its low four bits and value i + 16 in its high ones. */
  private void nibbles(MemorySegment data, long from) {
    for (int i = 0; i < 16; i++) {
      int both = data.get(JAVA_BYTE, from + i);
      codes[i] = both & 15;
      codes[i + 16] = both >> 4 & 15;
    }
  }

  private void fifthBits(int bits) {
    for (int i = 0; i < 32; i++) {
      codes[i] |= (bits >>> i & 1) << 4;
    }
  }

  /** 32 bytes hold 32 values in their low four bits and the next 32 in their high ones. */
  private void pairedNibbles(MemorySegment data, long from) {
    for (int pair = 0; pair < 4; pair++) {
      for (int i = 0; i < 32; i++) {
        int both = data.get(JAVA_BYTE, from + pair * 32 + i);
        codes[pair * 64 + i] = both & 15;
        codes[pair * 64 + 32 + i] = both >> 4 & 15;
      }
    }
  }

  private void sixBitScales(MemorySegment data, long from) {
    float scale = half(data, from);
    float minimum = half(data, from + 2);
    for (int part = 0; part < 8; part++) {
      scales[part] = scale * sixBitScale(data, from + 4, part);
      minima[part] = -minimum * sixBitMinimum(data, from + 4, part);
    }
  }
}
