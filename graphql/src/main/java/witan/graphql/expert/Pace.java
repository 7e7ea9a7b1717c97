package witan.graphql.expert;

import java.time.Duration;
import java.util.OptionalLong;
import witan.protocol.v1.Message;
import witan.protocol.v1.Open;

/**
 * How quick one expert has been of late, and from that how long to wait for it.
 *
 * <p>It counts as stalled when it takes {@value #PATIENCE} times as long as all but one in a
 * hundred of its last exchanges, never before half a second, and at the latest when the caller's
 * own limit is over. A reply that was waited for in vain is remembered with the time waited, so
 * that an expert that has become slower is soon given longer. Safe for many threads.
 */
public final class Pace {

  private static final int PATIENCE = 4;
  private static final Duration LEAST = Duration.ofMillis(500);

  /** Stands for template and passages, which the gateway does not see. */
  private static final int UNSEEN_CHARACTERS = 1_000;

  private static final int CHARACTERS_A_TOKEN = 4;

  private final Recent perToken = new Recent();
  private final Recent perCharacter = new Recent();
  private final Recent evidence = new Recent();
  private final Recent trips = new Recent();
  private final Recent perDraftedToken = new Recent();

  /** How long an exchange that computes so many predictions may take. */
  Duration exchange(int predictions, Duration atMost) {
    return patient(perToken.quantile(0.99) * predictions, LEAST, atMost);
  }

  /** The part of such a deadline beyond which an answer is overdue. */
  static Duration usual(Duration deadline) {
    return deadline.dividedBy(PATIENCE);
  }

  /** An exchange of so many predictions took this long, or was given up after it. */
  void exchanged(int predictions, long nanos) {
    perToken.add((double) nanos / predictions);
  }

  /** How long its evidence may take. */
  Duration evidence(Duration atMost) {
    return patient(evidence.quantile(0.99), LEAST, atMost);
  }

  void gaveEvidence(long nanos) {
    evidence.add(nanos);
  }

  /** How long it may take to open when others are ready and wait for it. */
  public Duration opening(Open open, Duration atLeast, Duration atMost) {
    return patient(perCharacter.quantile(0.95) * characters(open), atLeast, atMost);
  }

  /**
   * What 95 in 100 sessions like this one were opened within, in nanoseconds; empty while too few
   * were.
   */
  public OptionalLong usualOpening(Open open) {
    double nanos = perCharacter.quantile(0.95) * characters(open);
    return Double.isNaN(nanos) ? OptionalLong.empty() : OptionalLong.of((long) nanos);
  }

  /**
   * The median time until the first token of a short question, in nanoseconds; NaN while too few
   * sessions were opened.
   *
   * <p>Of all it does, this compares experts: each reads the same question. What it takes after
   * that depends on its part, as a draft is computed token by token and a verification at once.
   */
  double firstToken() {
    return perCharacter.quantile(0.5) * UNSEEN_CHARACTERS;
  }

  /** A session took this long to open, or was given up after it. */
  public void opened(Open open, long nanos) {
    // A picture takes longer than any prompt and says nothing about the next one.
    if (open.getChat().getMessagesList().stream().allMatch(one -> one.getImagesCount() == 0)) {
      perCharacter.add((double) nanos / characters(open));
    }
  }

  /** A message to it was answered after so long, its own work included. */
  void travelled(long nanos) {
    trips.add(nanos);
  }

  /**
   * How long a message and its answer are on their way, in nanoseconds; 0 while none is known.
   *
   * <p>The quickest of late, as in BBR (Cardwell et al., 2016): work and queues only add to it.
   */
  public long travel() {
    double least = trips.least();
    return Double.isNaN(least) ? 0 : (long) least;
  }

  /** A draft of so many tokens took this long, without the way. */
  void drafted(int tokens, long nanos) {
    if (tokens > 0) {
      perDraftedToken.add((double) Math.max(0, nanos) / tokens);
    }
  }

  /** How many tokens it drafts in so many nanoseconds; 0 while that is not known. */
  public double draftedIn(long nanos) {
    double each = perDraftedToken.median();
    return each > 0 ? nanos / each : 0;
  }

  private static Duration patient(double usualNanos, Duration atLeast, Duration atMost) {
    if (Double.isNaN(usualNanos)) {
      return atMost;
    }
    double nanos = Math.max(atLeast.toNanos(), PATIENCE * usualNanos);
    return Duration.ofNanos((long) Math.min(atMost.toNanos(), nanos));
  }

  /** How much there is to read. */
  private static long characters(Open open) {
    return UNSEEN_CHARACTERS
        + open.getPrompt().length()
        + open.getChat().getMessagesList().stream()
            .map(Message::getContent)
            .mapToInt(String::length)
            .sum()
        + (long) CHARACTERS_A_TOKEN * open.getPrefixCount();
  }
}
