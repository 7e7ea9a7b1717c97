package witan.engine.quantize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import witan.engine.gguf.GgufType;

/**
 * Values as a type's blocks. Scales are fitted to the values by least squares, as they are rounded
 * when they are stored, so that a block's error is small and not only its range covered.
 *
 * <p>For one thread.
 */
final class BlockEncoder {
  private static final int LONGEST = 256;
  private static final int RUN_OF_Q6_K = 16;

  /** Codes and scale are fitted to each other so many times. */
  private static final int ROUNDS = 4;

  private final GgufType type;
  private final int[] codes = new int[LONGEST];
  private final int[] trial = new int[LONGEST];
  private float scale;
  private float minimum;

  BlockEncoder(GgufType type) {
    if (!encodes(type)) {
      throw new IllegalArgumentException("values can't be written as " + type);
    }
    this.type = type;
  }

  /** Whether values can be written as a type. */
  static boolean encodes(GgufType type) {
    return switch (type) {
      case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q6_K -> true;
      case F32, F16, BF16, Q2_K, Q3_K, Q4_K, Q5_K -> false;
    };
  }

  /** A row, whose length is a multiple of the type's blocks. */
  byte[] encode(float[] row) {
    ByteBuffer to =
        ByteBuffer.allocate(Math.toIntExact(type.bytes(row.length))).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < row.length; from += type.blockLength()) {
      switch (type) {
        case Q8_0 -> eight(row, from, to);
        case Q4_0, Q5_0 -> centred(row, from, to);
        case Q4_1, Q5_1 -> shifted(row, from, to);
        default -> superblock(row, from, to);
      }
    }
    return to.array();
  }

  private void eight(float[] row, int from, ByteBuffer to) {
    float largest = 0;
    for (int i = from; i < from + 32; i++) {
      largest = Math.abs(row[i]) > largest ? Math.abs(row[i]) : largest;
    }
    short stored = Float.floatToFloat16(largest / 127);
    scale = Float.float16ToFloat(stored);
    to.putShort(stored);
    for (int i = from; i < from + 32; i++) {
      to.put((byte) code(row[i], -127, 127));
    }
  }

  private void centred(float[] row, int from, ByteBuffer to) {
    int half = type == GgufType.Q4_0 ? 8 : 16;
    fitCentred(row, from, 32, half);
    to.putShort(Float.floatToFloat16(scale));
    putCodes(to, half);
  }

  private void shifted(float[] row, int from, ByteBuffer to) {
    fitShifted(row, from, 32, type == GgufType.Q4_1 ? 15 : 31);
    to.putShort(Float.floatToFloat16(scale)).putShort(Float.floatToFloat16(minimum));
    putCodes(to, 0);
  }

  /** Fifth bits of all codes, if there are such, then low halves in pairs i and i + 16. */
  private void putCodes(ByteBuffer to, int zero) {
    if (type == GgufType.Q5_0 || type == GgufType.Q5_1) {
      int fifth = 0;
      for (int i = 0; i < 32; i++) {
        fifth |= (codes[i] + zero >> 4 & 1) << i;
      }
      to.putInt(fifth);
    }
    for (int i = 0; i < 16; i++) {
      to.put((byte) (codes[i] + zero & 15 | (codes[i + 16] + zero & 15) << 4));
    }
  }

  /** Sixteen runs with a whole number each as their scale, times one for all. */
  private void superblock(float[] row, int from, ByteBuffer to) {
    float[] scales = new float[LONGEST / RUN_OF_Q6_K];
    float largest = 0;
    for (int run = 0; run < scales.length; run++) {
      fitCentred(row, from + run * RUN_OF_Q6_K, RUN_OF_Q6_K, 32);
      scales[run] = scale;
      largest = Math.max(largest, Math.abs(scale));
    }
    short stored = Float.floatToFloat16(largest / 127);
    float unit = Float.float16ToFloat(stored);
    byte[] low = new byte[128];
    byte[] high = new byte[64];
    byte[] factors = new byte[scales.length];
    for (int run = 0; run < scales.length; run++) {
      factors[run] = (byte) (unit == 0 ? 0 : Math.clamp(Math.round(scales[run] / unit), -127, 127));
      scale = unit * factors[run];
      for (int i = run * RUN_OF_Q6_K; i < (run + 1) * RUN_OF_Q6_K; i++) {
        int code = code(row[from + i], -32, 31) + 32;
        int side = i / 128;
        int quarter = i % 128 / 32;
        low[side * 64 + i % 64] |= (byte) ((code & 15) << quarter / 2 * 4);
        high[side * 32 + i % 32] |= (byte) (code >> 4 << quarter * 2);
      }
    }
    to.put(low).put(high).put(factors).putShort(stored);
  }

  /**
   * Codes from −half to half − 1; the value that is largest without its sign gets −half at first.
   */
  private void fitCentred(float[] row, int from, int count, int half) {
    float extreme = 0;
    for (int i = from; i < from + count; i++) {
      extreme = Math.abs(row[i]) > Math.abs(extreme) ? row[i] : extreme;
    }
    float candidate = half(0 - extreme / half);
    float best = half(0);
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      scale = candidate;
      double error = 0;
      double products = 0;
      double squares = 0;
      for (int i = 0; i < count; i++) {
        float x = row[from + i];
        trial[i] = code(x, -half, half - 1);
        error += Math.pow(x - (double) scale * trial[i], 2);
        products += (double) x * trial[i];
        squares += (double) trial[i] * trial[i];
      }
      if (error < least) {
        least = error;
        best = scale;
        System.arraycopy(trial, 0, codes, 0, count);
      }
      candidate = squares == 0 ? 0 : half(products / squares);
    }
    if (least == Double.MAX_VALUE) {
      Arrays.fill(codes, 0, count, 0); // values that are no numbers fit nothing
    }
    scale = best;
  }

  /** Codes from 0 to {@code most} over a minimum, by linear regression of the values on them. */
  private void fitShifted(float[] row, int from, int count, int most) {
    float smallest = row[from];
    float largest = row[from];
    for (int i = from; i < from + count; i++) {
      smallest = Math.min(smallest, row[i]);
      largest = Math.max(largest, row[i]);
    }
    float candidateScale = half((largest - smallest) / most);
    float candidateMinimum = half(smallest);
    float bestScale = 0;
    float bestMinimum = 0;
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      scale = candidateScale;
      minimum = candidateMinimum;
      double error = 0;
      double x1 = 0;
      double q1 = 0;
      double q2 = 0;
      double xq = 0;
      for (int i = 0; i < count; i++) {
        float x = row[from + i];
        int q = code(x - minimum, 0, most);
        trial[i] = q;
        error += Math.pow(x - ((double) scale * q + minimum), 2);
        x1 += x;
        q1 += q;
        q2 += (double) q * q;
        xq += (double) x * q;
      }
      if (error < least) {
        least = error;
        bestScale = scale;
        bestMinimum = minimum;
        System.arraycopy(trial, 0, codes, 0, count);
      }
      double spread = count * q2 - q1 * q1;
      double slope = spread == 0 ? 0 : (count * xq - q1 * x1) / spread;
      candidateScale = half(slope);
      candidateMinimum = half((x1 - slope * q1) / count);
    }
    if (least == Double.MAX_VALUE) {
      Arrays.fill(codes, 0, count, 0);
    }
    scale = bestScale;
    minimum = bestMinimum;
  }

  private int code(float x, int least, int most) {
    return scale == 0 ? 0 : Math.clamp(Math.round(x / scale), least, most);
  }

  /** As it is stored. */
  private static float half(double value) {
    return Float.float16ToFloat(Float.floatToFloat16((float) value));
  }
}
