package witan.ledger.http;

import org.jspecify.annotations.Nullable;

/** How much of a list is asked for, and from where on: query parameters, read. */
public final class Page {

  private static final int MOST = 1_000;

  private Page() {}

  /**
   * How many at most.
   *
   * @throws BadRequest if that is no number, or more than is given at a time
   */
  public static int size(String first) {
    return size(first, MOST);
  }

  /** Likewise, of a list that has a limit of its own. */
  public static int size(String first, int most) {
    if (!first.matches("[0-9]{1,4}") || Integer.parseInt(first) > most) {
      throw new BadRequest("\"first\" is from 0 to " + most + ".");
    }
    return Integer.parseInt(first);
  }

  /**
   * A whole number.
   *
   * @param what it is, with its article
   */
  public static long number(String text, String name, String what) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new BadRequest("\"" + name + "\" is " + what + ", a whole number.");
    }
    return Long.parseLong(text);
  }

  /** The number before which a list that falls goes on; after all if none is named. */
  public static long before(@Nullable String before, String what) {
    return before == null ? Long.MAX_VALUE : number(before, "before", what);
  }
}
