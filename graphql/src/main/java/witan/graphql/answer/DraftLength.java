package witan.graphql.answer;

import java.time.Duration;

/**
 * How many tokens the leader drafts: more while drafts stand, fewer when they fall or take long.
 *
 * <p>Only speed depends on it; the tokens are the mixture's whatever was drafted.
 */
final class DraftLength {

  private static final int SHORTEST = 4;
  private static final int FIRST = 8;

  /** A reader sees the tokens of a round at once, and a stalled expert is given not much longer. */
  private static final Duration LONGEST_ROUND = Duration.ofMillis(1_500);

  private final int longest;
  private int length;

  /**
   * @param longest the most tokens of a draft; 0: never any
   */
  DraftLength(int longest) {
    this.longest = longest;
    this.length = Math.min(FIRST, longest);
  }

  int next() {
    return length;
  }

  /**
   * @param took nanoseconds from the draft to the last verification
   */
  void learn(int drafted, int accepted, long took) {
    if (drafted == 0) {
      return;
    }
    int better;
    if (took > LONGEST_ROUND.toNanos()) {
      better = Math.min(length, drafted / 2);
    } else if (accepted == drafted) {
      boolean longerIsInTime = 2 * took <= LONGEST_ROUND.toNanos();
      better = longerIsInTime ? Math.max(length, drafted * 2) : length;
    } else {
      better = (length + accepted + 1) / 2;
    }
    length = Math.min(longest, Math.max(SHORTEST, better));
  }
}
