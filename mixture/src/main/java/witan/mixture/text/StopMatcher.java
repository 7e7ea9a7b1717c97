package witan.mixture.text;

import java.util.List;

/**
 * Finds the first stop string in a text that arrives in pieces.
 *
 * <p>Text that may be the beginning of a stop string is held back, so that no part of one is ever
 * sent. The stop string that is complete first counts; of those that are complete at the same
 * character the longest. How the text was cut into pieces makes no difference. For one thread.
 */
public final class StopMatcher {

  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();
  private boolean stopped;

  /**
   * A matcher.
   *
   * @param stops may be empty; none of them may be empty
   */
  public StopMatcher(List<String> stops) {
    this.stops = List.copyOf(stops);
    if (this.stops.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("a stop string has at least one character");
    }
  }

  /** The text that is safe to send now; nothing any more once a stop string was found. */
  public String push(String piece) {
    if (stopped) {
      return "";
    }
    int scanned = held.length();
    held.append(piece);
    for (int end = scanned + 1; end <= held.length(); end++) {
      int longest = longestStopAt(end);
      if (longest > 0) {
        stopped = true;
        String before = held.substring(0, end - longest);
        held.setLength(0);
        return before;
      }
    }
    return release(held.length() - heldBack());
  }

  /** What was held back, now that nothing follows. */
  public String finish() {
    return release(held.length());
  }

  /** Whether a stop string was found: the text ends before it. */
  public boolean stopped() {
    return stopped;
  }

  /** How many characters are held back. */
  public int held() {
    return held.length();
  }

  private String release(int length) {
    String safe = held.substring(0, length);
    held.delete(0, length);
    return safe;
  }

  private int longestStopAt(int end) {
    int longest = 0;
    for (String stop : stops) {
      int start = end - stop.length();
      if (stop.length() > longest && start >= 0 && held.indexOf(stop, start) == start) {
        longest = stop.length();
      }
    }
    return longest;
  }

  /** The longest end of the text that a stop string begins with. */
  private int heldBack() {
    int longest = 0;
    for (String stop : stops) {
      int length = Math.min(stop.length() - 1, held.length());
      while (length > longest && !stop.startsWith(held.substring(held.length() - length))) {
        length--;
      }
      longest = Math.max(longest, length);
    }
    return longest;
  }
}
