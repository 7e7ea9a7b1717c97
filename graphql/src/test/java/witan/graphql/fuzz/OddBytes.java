package witan.graphql.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A body as it should not arrive: cut, damaged, doubled, wrapped. */
final class OddBytes {

  private static final int DEEP = 30_000;

  private OddBytes() {}

  /** Mostly {@code text} as it is. */
  static byte[] of(String text, Draws draws) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (draws.below(24)) {
      case 0 -> Arrays.copyOf(bytes, draws.below(bytes.length + 1));
      case 1 -> damaged(bytes, draws);
      case 2 -> joined(bytes, draws.oneIn(2) ? bytes : draws.bytes(1 + draws.below(9)));
      case 3 -> joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, bytes);
      case 4 -> draws.oneIn(4) ? deep(draws) : new byte[0];
      case 5 ->
          text.getBytes(draws.oneIn(2) ? StandardCharsets.UTF_16 : StandardCharsets.ISO_8859_1);
      case 6 -> draws.bytes(draws.below(200));
      case 7 ->
          text.replaceFirst(":", draws.oneIn(2) ? ":NaN," : ":01").getBytes(StandardCharsets.UTF_8);
      case 8 ->
          text.replaceFirst(":[0-9.]+", ":1e" + "9".repeat(1 + draws.below(30)))
              .getBytes(StandardCharsets.UTF_8);
      default -> bytes;
    };
  }

  private static byte[] damaged(byte[] bytes, Draws draws) {
    byte[] copy = bytes.clone();
    for (int i = draws.below(4); i >= 0 && copy.length > 0; i--) {
      copy[draws.below(copy.length)] = draws.bytes(1)[0];
    }
    return copy;
  }

  private static byte[] deep(Draws draws) {
    String open = draws.oneIn(2) ? "[" : "{\"messages\":";
    return open.repeat(DEEP).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
