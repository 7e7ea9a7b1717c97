package witan.engine.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A vocabulary in SentencePiece's own format: its protocol buffers message, read by hand. */
final class SentencePieceModel {
  private static final int BYTES = 2;

  /** A token; the types are those of GGUF. */
  record Piece(String text, float score, int type) {}

  private SentencePieceModel() {}

  static List<Piece> pieces(byte[] model) {
    ByteBuffer in = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
    List<Piece> pieces = new ArrayList<>();
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      ByteBuffer value = value(in, tag);
      if (tag == (1 << 3 | BYTES)) {
        pieces.add(piece(value));
      }
    }
    return pieces;
  }

  private static Piece piece(ByteBuffer in) {
    String text = "";
    float score = 0;
    int type = 1;
    while (in.hasRemaining()) {
      int tag = (int) varint(in);
      switch (tag >>> 3) {
        case 1 -> text = StandardCharsets.UTF_8.decode(value(in, tag)).toString();
        case 2 -> score = in.getFloat();
        case 3 -> type = (int) varint(in);
        default -> value(in, tag);
      }
    }
    return new Piece(text, score, type);
  }

  /** The bytes of a field, none for a number. */
  private static ByteBuffer value(ByteBuffer in, int tag) {
    int length =
        switch (tag & 7) {
          case 1 -> 8;
          case BYTES -> (int) varint(in);
          case 5 -> 4;
          default -> {
            varint(in);
            yield 0;
          }
        };
    ByteBuffer value = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return value;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
