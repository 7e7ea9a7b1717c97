package witan.graphql.answer;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import witan.graphql.expert.ExpertLostException;
import witan.graphql.expert.ExpertSession;
import witan.mixture.Distribution;

/** An expert in one answer: from being chosen to its contribution. For the answer's thread. */
final class Member {

  private static final AttributeKey<Double> WEIGHT = AttributeKey.doubleKey("witan.weight");
  private static final AttributeKey<Double> PRIOR = AttributeKey.doubleKey("witan.prior");
  private static final AttributeKey<Double> EVIDENCE = AttributeKey.doubleKey("witan.evidence");
  private static final AttributeKey<Long> DRAFTED = AttributeKey.longKey("witan.tokens.drafted");
  private static final AttributeKey<Long> ACCEPTED = AttributeKey.longKey("witan.tokens.accepted");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("witan.status");

  private final Seat seat;
  private @Nullable ExpertSession session;
  private @Nullable Distribution fresh;
  private @Nullable Ahead ahead;
  private List<String> sources = List.of();
  private int drafted;
  private int accepted;
  private ContributionStatus status = ContributionStatus.COMPLETED;

  Member(Seat seat) {
    this.seat = seat;
  }

  Seat seat() {
    return seat;
  }

  void seated(FanOut.Opened opened) {
    session = opened.session();
    fresh = opened.opening().next();
    sources = opened.opening().sources();
    ahead = opened.ahead();
  }

  ExpertSession session() {
    if (session == null) {
      throw new IllegalStateException("no session with " + seat.hotkey());
    }
    return session;
  }

  /** What it predicted when it opened, until the answer has gone on. */
  @Nullable Distribution fresh() {
    return fresh;
  }

  void stale() {
    fresh = null;
  }

  /** What it was asked to draft before it is known whether that will be of use. */
  @Nullable Ahead ahead() {
    return ahead;
  }

  void goesOn(@Nullable Ahead drafting) {
    ahead = drafting;
  }

  void credit(int tokensDrafted, int tokensAccepted) {
    drafted += tokensDrafted;
    accepted += tokensAccepted;
  }

  void lost(ExpertLostException why) {
    status =
        switch (why.loss()) {
          case SILENT -> ContributionStatus.TIMED_OUT;
          case BROKEN -> ContributionStatus.REJECTED;
          case DEAD, REFUSED, CONTEXT_FULL, BAD_QUESTION -> ContributionStatus.FAILED_OVER;
        };
    if (session != null) {
      described(session).lost(why);
    }
  }

  ContributionStatus status() {
    return status;
  }

  void close() {
    if (session != null) {
      described(session).close();
    }
  }

  private ExpertSession described(ExpertSession ending) {
    ending.note(WEIGHT, seat.weight());
    ending.note(PRIOR, seat.prior());
    ending.note(EVIDENCE, seat.evidence());
    ending.note(DRAFTED, (long) drafted);
    ending.note(ACCEPTED, (long) accepted);
    ending.note(STATUS, status.name().toLowerCase(Locale.ROOT));
    return ending;
  }

  Contribution contribution() {
    return new Contribution(
        seat.expert(),
        seat.weight(),
        seat.prior(),
        seat.evidence(),
        drafted,
        accepted,
        status,
        sources);
  }
}
