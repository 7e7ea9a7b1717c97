package witan.graphql.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import witan.graphql.answer.Parallel.Outcome;
import witan.graphql.expert.Awaited;
import witan.graphql.expert.Drafted;
import witan.graphql.expert.ExpertLostException;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.graphql.expert.Pace;
import witan.mixture.Distribution;

/**
 * What the experts of an answer say next, round by round: the heaviest drafts, the others verify
 * side by side.
 *
 * <p>Where the way is long, the leader goes on drafting meanwhile, as if its draft stood:
 *
 * <pre>
 * leader   ◄─ open, draft 1 ──────────── draft 2 ──────────── draft 3 ─────
 * others   ◄─ open ──────── verify 1 ─────────── verify 2 ─────────── …
 * </pre>
 *
 * <p>What it drafted ahead serves as the next draft as far as it begins with the tokens that the
 * mixture has drawn since, and is dropped otherwise. It is verified as any draft is, so nothing but
 * speed depends on it. For one thread.
 */
final class Rounds {

  /** What an answer has to know of its experts. */
  interface Watch {

    void lost(Member member, ExpertLostException why);

    /** The one that drafts takes longer than usual; it may be about to be lost. */
    void overdue(Member leader);
  }

  /**
   * Predictions of those still there, for a draft that may be empty.
   *
   * @param by the drafter first; empty when it was lost, and there is nothing to judge
   * @param began on the clock of {@link System#nanoTime}
   */
  record Round(int[] draft, List<Member> by, List<List<Distribution>> predictions, long began) {}

  private static final Comparator<Member> HEAVIEST =
      Comparator.comparingDouble(member -> member.seat().weight());
  private static final int[] NO_TOKENS = {};

  private final int maxTokens;
  private final Duration atMost;
  private final DraftLength length;
  private final Watch watch;
  private boolean isOverdue;
  private int count;

  /**
   * @param maxTokens the answer's length at most
   */
  Rounds(AnswersConfig config, int maxTokens, Watch watch) {
    this.maxTokens = maxTokens;
    this.atMost = config.exchangeTimeout();
    this.length = new DraftLength(config.longestDraft());
    this.watch = watch;
  }

  /** How many there were: drafts, or single tokens, that were judged. */
  int count() {
    return count;
  }

  /**
   * How many tokens the expert that will lead shall draft behind its opening, as if the mixture
   * drew its own first token; 0 where it does not pay.
   */
  int behindOpening(Pace leader, int[] tokens) {
    length.begin(leader::draftedIn, leader.travel());
    return worthwhile(0, tokens.length, leader.draftedIn(leader.travel()));
  }

  /** The next round; the draft of it is the heaviest expert's. */
  Round next(List<Member> active, int[] tokens, Mixture mixture) throws InterruptedException {
    long began = System.nanoTime();
    boolean afterLoss = isOverdue;
    isOverdue = false;
    if (active.stream().allMatch(member -> member.fresh() != null)) {
      return new Round(
          NO_TOKENS,
          List.copyOf(active),
          active.stream().map(member -> List.of(Objects.requireNonNull(member.fresh()))).toList(),
          began);
    }
    count++;
    // Who waited for an expert that was lost gets the next token at once, in a single exchange.
    int most = afterLoss ? 0 : Math.min(length.next(), left(tokens.length));
    Member leader = active.stream().max(HEAVIEST).orElseThrow();
    List<Member> by = new ArrayList<>();
    List<List<Distribution>> predictions = new ArrayList<>();
    int[] draft = NO_TOKENS;
    if (most > 0) {
      Drafted drafted = draft(leader, tokens, most, mixture.allowed());
      if (drafted == null) {
        isOverdue = true;
        return new Round(NO_TOKENS, List.of(), List.of(), began);
      }
      draft = drafted.tokens();
      by.add(leader);
      predictions.add(drafted.predictions());
    }
    List<Member> others = active.stream().filter(member -> !by.contains(member)).toList();
    List<Awaited<List<Distribution>>> asked = new ArrayList<>();
    for (Member member : others) {
      asked.add(most == 0 ? next(member, tokens) : member.session().verify(tokens, draft, atMost));
    }
    if (draft.length == 0 || !mixture.vocabulary().isEndOfTurn(draft[draft.length - 1])) {
      goOn(leader, others, tokens, draft);
    }
    List<Outcome<List<Distribution>>> outcomes =
        Parallel.all(asked.stream().map(Rounds::awaiting).toList());
    for (int i = 0; i < outcomes.size(); i++) {
      Member member = others.get(i);
      switch (outcomes.get(i)) {
        case Outcome.Done<List<Distribution>>(List<Distribution> sent) -> {
          if (isAllowed(member, draft, sent, mixture.allowed())) {
            by.add(member);
            predictions.add(sent);
          }
        }
        case Outcome.Lost<List<Distribution>>(ExpertLostException why) -> watch.lost(member, why);
      }
    }
    return new Round(draft, by, predictions, began);
  }

  /** So many of the round's drafted tokens stand. */
  void judged(Round round, int accepted) {
    if (round.draft().length > 0) {
      round.by().getFirst().credit(round.draft().length, accepted);
      length.learn(round.draft().length, accepted, System.nanoTime() - round.began());
    }
  }

  /**
   * Whether what an expert sent is allowed where the answer is; if not, it is lost.
   *
   * @param predictions before each drafted token and after the last
   */
  boolean isAllowed(Member member, int[] draft, List<Distribution> predictions, Allowed allowed) {
    String objection = allowed.objection(draft, predictions);
    if (objection != null) {
      watch.lost(member, new ExpertLostException(Loss.BROKEN, objection));
    }
    return objection == null;
  }

  private static <T> Parallel.Request<T> awaiting(Awaited<T> reply) {
    return reply::await;
  }

  private Awaited<List<Distribution>> next(Member member, int[] tokens) {
    Awaited<Distribution> next = member.session().commit(tokens, atMost);
    return overdue -> List.of(next.await(overdue));
  }

  /** The leader's draft; null when it was lost. */
  private @Nullable Drafted draft(Member leader, int[] tokens, int most, Allowed allowed)
      throws InterruptedException {
    Runnable overdue = () -> watch.overdue(leader);
    try {
      Drafted drafted = draftedAhead(leader, tokens, overdue);
      if (drafted.tokens().length == 0) {
        drafted = leader.session().draft(tokens, most, atMost).await(overdue);
      }
      return isAllowed(leader, drafted.tokens(), drafted.predictions(), allowed) ? drafted : null;
    } catch (ExpertLostException e) {
      watch.lost(leader, e);
      return null;
    }
  }

  private static Drafted draftedAhead(Member leader, int[] tokens, Runnable overdue)
      throws ExpertLostException, InterruptedException {
    Ahead ahead = leader.ahead();
    if (ahead == null) {
      return Drafted.NONE;
    }
    leader.goesOn(null);
    Drafted drafted = ahead.following(tokens, overdue);
    if (drafted.tokens().length == 0) {
      leader.credit(ahead.count(), 0);
    }
    return drafted;
  }

  private void goOn(Member leader, List<Member> judges, int[] tokens, int[] draft) {
    long travel =
        judges.stream().mapToLong(judge -> judge.session().pace().travel()).max().orElse(0);
    int[] behind = Arrays.copyOf(tokens, tokens.length + draft.length);
    System.arraycopy(draft, 0, behind, tokens.length, draft.length);
    double meanwhile = leader.session().pace().draftedIn(travel);
    int more = worthwhile(draft.length, behind.length, meanwhile);
    if (more > 0) {
      leader.goesOn(new Ahead(behind, more, leader.session().draft(behind, more, atMost)));
    }
  }

  /** As many as a draft has, and the one that the mixture draws itself behind the last. */
  private int worthwhile(int drafted, int tokens, double meanwhile) {
    int more = Math.min(length.next() + 1, left(tokens));
    return more > 1 && length.isWorthGoingOn(drafted, more, meanwhile) ? more : 0;
  }

  /** How many tokens may be drafted: the last of the answer is the mixture's own. */
  private int left(int tokens) {
    return maxTokens - tokens - 1;
  }
}
