package witan.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * An amount of rao, the smallest unit: one TAO is 10⁹ rao.
 *
 * <p>Never negative. Which way an amount moves is said by the side of the posting it stands on, not
 * by its sign. All arithmetic is exact: it overflows with an exception, never silently. In JSON it
 * is a string of decimal digits, because a JSON number loses digits beyond 2⁵³ in many readers.
 */
public record Rao(long value) implements Comparable<Rao> {

  public static final Rao ZERO = new Rao(0);

  /** Rao in one TAO. */
  public static final long PER_TAO = 1_000_000_000L;

  public Rao {
    if (value < 0) {
      throw new IllegalArgumentException("rao is negative: " + value);
    }
  }

  /**
   * Reads whole rao in decimal digits; underscores between digits are allowed ({@code 500_000}).
   *
   * @throws IllegalArgumentException if the text is anything else, or beyond a long
   */
  @JsonCreator
  public static Rao parse(String text) {
    if (!text.matches("[0-9]+(_[0-9]+)*")) {
      throw new IllegalArgumentException(
          "an amount of rao is a whole number in decimal digits, like \"1500\": " + shown(text));
    }
    try {
      return new Rao(Long.parseLong(text.replace("_", "")));
    } catch (NumberFormatException tooLarge) {
      throw new IllegalArgumentException(
          "an amount of rao is at most " + Long.MAX_VALUE + ": " + shown(text), tooLarge);
    }
  }

  public Rao plus(Rao other) {
    return new Rao(Math.addExact(value, other.value));
  }

  /**
   * @throws IllegalArgumentException if {@code other} exceeds this
   */
  public Rao minus(Rao other) {
    return new Rao(Math.subtractExact(value, other.value));
  }

  public Rao times(long factor) {
    return new Rao(Math.multiplyExact(value, factor));
  }

  public boolean exceeds(Rao other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Rao other) {
    return Long.compare(value, other.value);
  }

  /** The decimal digits, as {@link #parse} reads them. */
  @JsonValue
  @Override
  public String toString() {
    return Long.toString(value);
  }

  private static String shown(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
