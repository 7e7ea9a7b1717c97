package witan.engine.importer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes a protobuf message field by field; all that ONNX files need of it. */
final class Protobuf {
  private byte[] bytes = new byte[128];
  private int length;

  Protobuf integer(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  Protobuf float32(int field, float value) {
    varint((long) field << 3 | 5);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < 32; shift += 8) {
      put((byte) (bits >>> shift));
    }
    return this;
  }

  Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Protobuf bytes(int field, byte[] value) {
    return delimited(field, value, value.length);
  }

  Protobuf message(int field, Protobuf value) {
    return delimited(field, value.bytes, value.length);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private Protobuf delimited(int field, byte[] value, int size) {
    varint((long) field << 3 | 2);
    varint(size);
    reserve(size);
    System.arraycopy(value, 0, bytes, length, size);
    length += size;
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  private void put(byte value) {
    reserve(1);
    bytes[length++] = value;
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
