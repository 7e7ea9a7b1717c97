package witan.graphql.answer;

import java.time.Duration;
import witan.graphql.expert.Pace;

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
   * The first draft is as long as its leader needs for it while the messages of a round travel:
   * however far away it is, half of the round is work, and half of a draft that falls was no loss.
   */
  void begin(Pace leader) {
    int worthTheWay = (int) Math.min(longest, 2 * leader.draftedIn(leader.travel()));
    length = Math.max(length, worthTheWay);
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
    double stands = Math.pow((double) stood / judged, drafted + 1);
    return meanwhile >= 1 && stands * Math.min(meanwhile, ahead) > (1 - stands) * ahead;
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
