package witan.openai;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Ids of answers. */
public final class Ids {

  private Ids() {}

  /** {@code chatcmpl-} and 32 hex digits. */
  public static String chat(RandomGenerator random) {
    return "chatcmpl-" + digits(random);
  }

  /** {@code cmpl-} and 32 hex digits. */
  public static String completion(RandomGenerator random) {
    return "cmpl-" + digits(random);
  }

  /** {@code resp_} and 32 hex digits. */
  public static String response(RandomGenerator random) {
    return "resp_" + digits(random);
  }

  /** {@code msg_} and 32 hex digits. */
  public static String message(RandomGenerator random) {
    return "msg_" + digits(random);
  }

  /** {@code cmp_} and 32 hex digits. */
  public static String compaction(RandomGenerator random) {
    return "cmp_" + digits(random);
  }

  /** {@code classify-} and 32 hex digits. */
  public static String classification(RandomGenerator random) {
    return "classify-" + digits(random);
  }

  private static String digits(RandomGenerator random) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
