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

  /** A reader sees the tokens of a round at once: rounds are to be no longer than this. */
  private static final Duration LONGEST_ROUND = Duration.ofSeconds(1);

  private final int longest;
  private int length;
  private int inTime;

  /**
   * @param longest the most tokens of a draft; 0: never any
   */
  DraftLength(int longest) {
    this.longest = longest;
    this.inTime = longest;
    this.length = Math.min(FIRST, longest);
  }

  int next() {
    return Math.min(length, inTime);
  }

  /**
   * @param took nanoseconds from the draft to the last verification
   */
  void learn(int drafted, int accepted, long took) {
    if (drafted == 0) {
      return;
    }
    inTime = Math.clamp(LONGEST_ROUND.toNanos() * drafted / Math.max(1, took), 1, longest);
    length =
        accepted == drafted
            ? Math.min(longest, Math.max(length, drafted * 2))
            : Math.min(longest, Math.max(SHORTEST, (length + accepted + 1) / 2));
  }
}
