package witan.engine.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import witan.engine.ModelException;

/**
 * Reads values one after the other; running past the end is an {@link IndexOutOfBoundsException}.
 */
final class GgufReader {
  private static final ValueLayout.OfShort INT16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong INT64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private long position;

  GgufReader(MemorySegment bytes) {
    this.bytes = bytes;
  }

  long position() {
    return position;
  }

  int int32() {
    int value = bytes.get(INT32, position);
    position += 4;
    return value;
  }

  long int64() {
    long value = bytes.get(INT64, position);
    position += 8;
    return value;
  }

  private byte int8() {
    return bytes.get(JAVA_BYTE, position++);
  }

  private short int16() {
    short value = bytes.get(INT16, position);
    position += 2;
    return value;
  }

  String string() {
    long length = int64();
    byte[] text = bytes.asSlice(position, length).toArray(JAVA_BYTE);
    position += length;
    return new String(text, StandardCharsets.UTF_8);
  }

  /**
   * A number, a boolean, a text, a list of texts, ints or floats; other lists as arrays of objects.
   */
  Object value(int type) {
    return switch (type) {
      case 0 -> int8() & 0xff;
      case 1 -> (int) int8();
      case 2 -> int16() & 0xffff;
      case 3 -> (int) int16();
      case 4 -> int32() & 0xffffffffL;
      case 5 -> int32();
      case 6 -> Float.intBitsToFloat(int32());
      case 7 -> int8() != 0;
      case 8 -> string();
      case 9 -> list();
      case 10, 11 -> int64();
      case 12 -> Double.longBitsToDouble(int64());
      default ->
          throw new ModelException("its metadata holds a value of type " + type + ": damaged.");
    };
  }

  private Object list() {
    int type = int32();
    long length = int64();
    if (length < 0 || length > bytes.byteSize() - position) {
      throw new ModelException("its metadata holds a list of " + length + " values: damaged.");
    }
    int count = Math.toIntExact(length);
    if (type == 8) {
      String[] texts = new String[count];
      for (int i = 0; i < count; i++) {
        texts[i] = string();
      }
      return texts;
    }
    if (type == 4 || type == 5) {
      int[] numbers = new int[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = int32();
      }
      return numbers;
    }
    if (type == 6) {
      float[] numbers = new float[count];
      for (int i = 0; i < count; i++) {
        numbers[i] = Float.intBitsToFloat(int32());
      }
      return numbers;
    }
    if (type == 9) {
      throw new ModelException("its metadata holds a list of lists, which Witan does not read.");
    }
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = value(type);
    }
    return values;
  }
}
