package witan.engine.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import witan.engine.ModelException;

/**
 * Reads values one after the other; running past the end is an {@link IndexOutOfBoundsException}.
 *
 * <p>Nothing is allocated on the word of the file alone: a length is compared first with what is
 * left of it, and with what a model's metadata can reasonably take.
 */
final class GgufReader {

  /** Vocabularies of 262,144 tokens take about 10 MB, their merges as much again. */
  private static final long MOST_BYTES = 64L << 20;

  private static final long LONGEST_TEXT = 16L << 20;
  private static final long LONGEST_NAME = 256;
  private static final long LONGEST_LIST = 1 << 22;
  private static final int TEXT = 8;
  private static final int LIST = 9;

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

  /**
   * A key, or a tensor's name: short, so that it can be told in a sentence.
   *
   * @throws ModelException if it is long, or has characters that do not print
   */
  String name() {
    String name = string(LONGEST_NAME);
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new ModelException("it has names that do not print: the file is damaged.");
    }
    return name;
  }

  String string() {
    return string(LONGEST_TEXT);
  }

  private String string(long longest) {
    long length = int64();
    if (length < 0 || length > longest || position + length > MOST_BYTES) {
      throw new ModelException(
          "its metadata holds a text of %s bytes: the file is damaged."
              .formatted(Long.toUnsignedString(length)));
    }
    byte[] text = bytes.asSlice(position, length).toArray(JAVA_BYTE);
    position += length;
    return new String(text, StandardCharsets.UTF_8);
  }

  /**
   * Reads a number, a boolean or a text, or a list of them: {@code String[]}, {@code float[]},
   * {@code int[]} for whole numbers of up to 32 bits, {@code Object[]} for the rest.
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
      case TEXT -> string();
      case LIST -> list();
      case 10, 11 -> int64();
      case 12 -> Double.longBitsToDouble(int64());
      default ->
          throw new ModelException(
              "its metadata holds a value of the unknown type %d: the file is damaged."
                  .formatted(type));
    };
  }

  private Object list() {
    int type = int32();
    if (type == LIST) {
      throw new ModelException("its metadata holds a list of lists, which Witan does not read.");
    }
    int count = count(type);
    return switch (type) {
      case 0, 1, 2, 3, 4, 5 -> {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = ((Number) value(type)).intValue();
        }
        yield numbers;
      }
      case 6 -> {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
          numbers[i] = Float.intBitsToFloat(int32());
        }
        yield numbers;
      }
      case TEXT -> filled(new String[count], i -> string());
      default -> filled(new Object[count], i -> value(type));
    };
  }

  /** How many values follow, if there is room for so many. */
  private int count(int type) {
    long count = int64();
    long size =
        switch (type) {
          case 0, 1, 7 -> 1;
          case 2, 3 -> 2;
          case 4, 5, 6 -> 4;
          default -> 8; // a text has at least its length
        };
    long room = Math.min(bytes.byteSize(), MOST_BYTES) - position;
    if (count < 0 || count > LONGEST_LIST || count > room / size) {
      throw new ModelException(
          "its metadata holds a list of %s values: the file is damaged."
              .formatted(Long.toUnsignedString(count)));
    }
    return (int) count;
  }

  private static <T> T[] filled(T[] values, IntFunction<T> value) {
    for (int i = 0; i < values.length; i++) {
      values[i] = value.apply(i);
    }
    return values;
  }
}
