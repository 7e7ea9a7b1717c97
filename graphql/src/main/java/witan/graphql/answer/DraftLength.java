package witan.graphql.answer;

import java.time.Duration;
import java.util.function.LongToDoubleFunction;

/**
 * How many tokens the leader drafts: more while drafts stand or the way is long, fewer when they
 * fall or take long; and whether it goes on drafting while the others verify.
 *
 * <p>Only speed depends on it; the tokens are the mixture's whatever was drafted.
 */
final class DraftLength {

  private static final int SHORTEST = 4;
  private static final int FIRST = 8;

  /** A reader sees the tokens of a round at once, and a stalled expert is given not much longer. */
  private static final Duration LONGEST_ROUND = Duration.ofMillis(1_500);

  /** Before anything is known of an answer: what was measured is 0.98 to 1.00. */
  private static final int STOOD_BEFORE = 99;

  private static final int JUDGED_BEFORE = 100;

  private final int longest;
  private int length;
  private int stood = STOOD_BEFORE;
  private int judged = JUDGED_BEFORE;

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
   * How long the first draft is: as long as gives the most tokens in its time, which is that of
   * drafting it and of two ways there and back. With n tokens of which each stands with probability
   * α, {@code (1 - α^(n+1)) / (1 - α)} are to be had (Leviathan et al., 2023).
   *
   * @param leader how many tokens it drafts in some time
   * @param travel nanoseconds that a message and its answer travel
   */
  void begin(LongToDoubleFunction leader, long travel) {
    double way = 2 * leader.applyAsDouble(travel);
    double most = leader.applyAsDouble(LONGEST_ROUND.toNanos()) - way;
    double best = 0;
    for (int n = FIRST; n <= longest && (n == FIRST || n <= most); n++) {
      double expected = (1 - Math.pow(stands(), n + 1)) / (1 - stands());
      if (expected / (way + n) > best) {
        best = expected / (way + n);
        length = n;
      }
    }
  }

  /**
   * Whether to go on drafting behind a draft that nobody has judged yet. It saves the time that the
   * judgement travels, in which so many tokens are drafted, if the draft stands; otherwise the
   * leader has worked in vain. Near experts, which share their owners' processors, never do.
   *
   * @param drafted tokens not judged yet
   * @param ahead tokens to draft behind them
   * @param meanwhile tokens that the leader drafts while a message and its answer travel
   */
  boolean isWorthGoingOn(int drafted, int ahead, double meanwhile) {
    double stands = Math.pow(stands(), drafted + 1);
    return meanwhile >= 1 && stands * Math.min(meanwhile, ahead) > (1 - stands) * ahead;
  }

  /** The probability that a drafted token stands; below one. */
  private double stands() {
    return (double) stood / judged;
  }

  /**
   * @param took nanoseconds from the draft to the last verification
   */
  void learn(int drafted, int accepted, long took) {
    if (drafted == 0) {
      return;
    }
    stood += accepted;
    judged += Math.min(drafted, accepted + 1);
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
