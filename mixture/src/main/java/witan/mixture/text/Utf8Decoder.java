package witan.mixture.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes to text, piece by piece: a character that is not whole yet is held back, what is no UTF-8
 * becomes U+FFFD. The pieces joined are the text of the bytes joined. For one thread.
 */
public final class Utf8Decoder {

  /** The longest start of a character: a sequence of four bytes but for the last. */
  private static final int HELD_MAX = 3;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] held = new byte[0];

  /** The whole characters that have arrived. */
  public String push(byte[] bytes) {
    return decode(bytes, false);
  }

  /** What was held back, now that nothing follows: U+FFFD or nothing. It can start anew then. */
  public String finish() {
    String rest = decode(new byte[0], true);
    decoder.reset();
    return rest;
  }

  /** Whether part of a character is held back. */
  public boolean holds() {
    return held.length > 0;
  }

  private String decode(byte[] bytes, boolean last) {
    ByteBuffer in = ByteBuffer.allocate(held.length + bytes.length).put(held).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + HELD_MAX);
    decoder.decode(in, out, last);
    held = new byte[in.remaining()];
    in.get(held);
    if (last) {
      decoder.flush(out);
    }
    return out.flip().toString();
  }
}
