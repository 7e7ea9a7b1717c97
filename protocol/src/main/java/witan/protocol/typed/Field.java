package witan.protocol.typed;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * A member of a struct, with its value.
 *
 * @param type as Solidity has it
 * @param value a String, Coldkey, BigInteger, byte[] of 32, int[] or {@link Struct}, by the type
 */
public record Field(String name, String type, Object value) {

  public static Field text(String name, String value) {
    return new Field(name, "string", value);
  }

  public static Field address(String name, Coldkey value) {
    return new Field(name, "address", value);
  }

  /** A hotkey is its 32 bytes. */
  public static Field bytes32(String name, Hotkey value) {
    return bytes32(name, value.bytes());
  }

  /** 32 bytes. */
  public static Field bytes32(String name, byte[] value) {
    return new Field(name, "bytes32", value.clone());
  }

  /** Whole rao. */
  public static Field amount(String name, Rao value) {
    return uint64(name, value.value());
  }

  /** At least 0. */
  public static Field uint64(String name, long value) {
    return new Field(name, "uint64", BigInteger.valueOf(value));
  }

  /** From 0 to 65,535. */
  public static Field uint16(String name, int value) {
    return new Field(name, "uint16", BigInteger.valueOf(value));
  }

  /** Each from 0 to 65,535. */
  public static Field uint16s(String name, int[] values) {
    return new Field(name, "uint16[]", values.clone());
  }

  /** At least 0, below 2²⁵⁶. */
  public static Field uint256(String name, BigInteger value) {
    return new Field(name, "uint256", value);
  }

  public static Field struct(String name, Struct value) {
    return new Field(name, value.name(), value);
  }

  /** The value's 32 bytes in the hash of its struct ({@code encodeData}). */
  byte[] encoded() {
    return switch (value) {
      case String text -> Keccak256.of(text.getBytes(StandardCharsets.UTF_8));
      case Coldkey coldkey -> leftPadded(coldkey.bytes());
      case byte[] word -> word;
      case BigInteger number -> leftPadded(unsigned(number));
      case int[] numbers -> Keccak256.of(words(numbers));
      case Struct struct -> struct.hash();
      default -> throw new IllegalStateException("no field has a " + value.getClass());
    };
  }

  /**
   * The value as JSON has it: a number in decimal digits, several as an array of numbers, bytes in
   * hexadecimal after 0x.
   */
  public Object json() {
    return switch (value) {
      case byte[] word -> "0x" + HexFormat.of().formatHex(word);
      case int[] numbers -> numbers.clone();
      case Struct struct -> struct.json();
      default -> value.toString();
    };
  }

  private static byte[] unsigned(BigInteger number) {
    if (number.signum() < 0 || number.bitLength() > 256) {
      throw new IllegalArgumentException("not a uint256: " + number);
    }
    byte[] bytes = number.toByteArray();
    return bytes.length <= 32 ? bytes : Arrays.copyOfRange(bytes, 1, 33);
  }

  private static byte[] words(int[] numbers) {
    byte[] words = new byte[32 * numbers.length];
    for (int k = 0; k < numbers.length; k++) {
      words[32 * k + 30] = (byte) (numbers[k] >> 8);
      words[32 * k + 31] = (byte) numbers[k];
    }
    return words;
  }

  private static byte[] leftPadded(byte[] bytes) {
    byte[] word = new byte[32];
    System.arraycopy(bytes, 0, word, 32 - bytes.length, bytes.length);
    return word;
  }
}
