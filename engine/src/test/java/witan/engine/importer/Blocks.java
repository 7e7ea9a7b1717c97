package witan.engine.importer;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;
import witan.engine.gguf.GgufTensor;
import witan.engine.gguf.GgufType;

/** Random weights as a file stores them, of scales that keep sums of them exact. */
final class Blocks {
  private Blocks() {}

  /** Blocks of all kinds: scales of nought, and minima that the codes do not reach. */
  static GgufTensor wild(GgufType type, int columns, int rows, RandomGenerator random) {
    byte[] bytes = bytes(type, (long) columns * rows, random, true);
    return new GgufTensor("t", type, columns, rows, MemorySegment.ofArray(bytes));
  }

  /** Values of about ± 1/16 around nought, as a model has them. */
  static byte[] tame(GgufType type, long values, RandomGenerator random) {
    return bytes(type, values, random, false);
  }

  private static byte[] bytes(GgufType type, long values, RandomGenerator random, boolean wild) {
    byte[] bytes = new byte[Math.toIntExact(type.bytes(values))];
    random.nextBytes(bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < bytes.length; at += type.blockBytes()) {
      double scale = wild && random.nextInt(8) == 0 ? 0 : Math.scalb(1.0, -random.nextInt(2));
      // In quarters of a code, so that whole zero points leave something over.
      double middle = wild ? random.nextInt(-40, 200) / 4.0 : 1 << bits(type) - 1;
      switch (type) {
        case F32 -> buffer.putFloat(at, (float) (random.nextGaussian() / 16));
        case F16 -> put(buffer, at, random.nextGaussian() / 16);
        case BF16 ->
            buffer.putShort(
                at, (short) (Float.floatToIntBits((float) random.nextGaussian() / 16) >> 16));
        case Q4_0, Q5_0, Q8_0 -> put(buffer, at, scale / (4 << bits(type)));
        case Q4_1, Q5_1 -> {
          put(buffer, at, scale / (4 << bits(type)));
          put(buffer, at + 2, -scale / (4 << bits(type)) * (middle - 0.25));
        }
        case Q4_K, Q5_K -> {
          put(buffer, at, scale / (128 << bits(type)));
          put(buffer, at + 2, scale / (128 << bits(type)) * (middle - 0.25));
        }
        case Q6_K -> put(buffer, at + 208, scale / (1 << 15));
        case Q2_K, Q3_K -> throw new IllegalArgumentException(type + " is not read");
      }
    }
    return bytes;
  }

  private static int bits(GgufType type) {
    return switch (type) {
      case Q4_0, Q4_1, Q4_K -> 4;
      case Q5_0, Q5_1, Q5_K -> 5;
      default -> 8;
    };
  }

  private static void put(ByteBuffer buffer, int at, double value) {
    buffer.putShort(at, Float.floatToFloat16((float) value));
  }
}
