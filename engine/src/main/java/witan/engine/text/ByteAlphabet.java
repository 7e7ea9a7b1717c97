package witan.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The 256 printable characters by which byte-level vocabularies write bytes: GPT-2's {@code
 * bytes_to_unicode}. Printable Latin-1 stands for itself, the other bytes for U+0100 and up.
 */
final class ByteAlphabet {
  private static final char[] CHARACTERS = new char[256];
  private static final short[] BYTES = new short[512];

  static {
    Arrays.fill(BYTES, (short) -1);
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable = value >= '!' && value <= '~' || value >= 0xA1 && value != 0xAD;
      CHARACTERS[value] = (char) (printable ? value : next++);
      BYTES[CHARACTERS[value]] = (short) value;
    }
  }

  private ByteAlphabet() {}

  /** The character that stands for the byte (0 to 255). */
  static char character(int value) {
    return CHARACTERS[value];
  }

  /** The bytes as a vocabulary writes them. */
  static String write(byte[] bytes) {
    char[] characters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      characters[i] = CHARACTERS[bytes[i] & 0xff];
    }
    return new String(characters);
  }

  /** The bytes of a vocabulary's entry; its UTF-8 where it is not written in this alphabet. */
  static byte[] read(String entry) {
    byte[] bytes = new byte[entry.length()];
    for (int i = 0; i < bytes.length; i++) {
      char character = entry.charAt(i);
      int value = character < BYTES.length ? BYTES[character] : -1;
      if (value < 0) {
        return entry.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }
}
