package witan.graphql.answer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import witan.graphql.answer.Parallel.Outcome;

/**
 * An answer by weighted vote, for experts that have no vocabulary in common.
 *
 * <p>Each of the chosen answers alone. Answers that are the same without case, accents and
 * punctuation are one, with the weights of all who gave it behind it; the one with the most is
 * given, in the words of the heaviest of them. So nothing can be shown before all have answered.
 */
final class Vote {

  private final String id;
  private final Question question;
  private final Convening council;
  private final Run alone;
  private final Consumer<AnswerEvent> listener;

  /** Makes an answer without a vote. */
  interface Run {
    Answer of(String id, Question question, Convening convening, Consumer<AnswerEvent> listener)
        throws InterruptedException;
  }

  /**
   * What one expert said, and what was told on the way.
   *
   * @param answer null when it has none
   */
  private record Ballot(Seat seat, @Nullable Answer answer, List<AnswerEvent> events) {

    <E extends AnswerEvent> List<E> all(Class<E> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    Contribution contribution() {
      Contribution own = answer == null ? null : answer.contributions().getFirst();
      ContributionStatus lost =
          all(AnswerEvent.ExpertLost.class).stream()
              .findFirst()
              .map(AnswerEvent.ExpertLost::status)
              .orElse(ContributionStatus.FAILED_OVER);
      return new Contribution(
          seat.expert(),
          seat.weight(),
          seat.prior(),
          seat.evidence(),
          own == null ? 0 : own.tokensDrafted(),
          own == null ? 0 : own.tokensAccepted(),
          own == null ? lost : ContributionStatus.COMPLETED,
          own == null ? List.of() : own.sources());
    }
  }

  Vote(String id, Question question, Convening council, Run alone, Consumer<AnswerEvent> listener) {
    this.id = id;
    this.question = question;
    this.council = council;
    this.alone = alone;
    this.listener = listener;
  }

  Answer run() throws InterruptedException {
    Panel panel = council.convene(question);
    Panel.Chosen voters = panel.voters(question.maxExperts());
    if (voters.seats().size() < 2) {
      return alone.of(id, question.combining(Combine.BEST), ignored -> panel, listener);
    }
    Routing routing = Council.routing(panel, voters);
    listener.accept(new AnswerEvent.Routed(id, routing));
    List<Ballot> ballots = ballots(panel, voters.seats());
    ballots.forEach(ballot -> ballot.all(AnswerEvent.ExpertLost.class).forEach(listener));
    Ballot winner = winner(ballots);
    if (winner == null || winner.answer() == null) {
      // Whoever is left may still answer; that it was routed is told already.
      return alone.of(
          id,
          question.combining(Combine.BEST),
          council,
          event -> {
            if (!(event instanceof AnswerEvent.Routed)) {
              listener.accept(event);
            }
          });
    }
    winner.all(AnswerEvent.TokenDelta.class).forEach(listener);
    Answer said = winner.answer();
    Answer answer =
        new Answer(
            id,
            said.content(),
            said.finishReason(),
            said.usage(),
            ballots.stream().map(Ballot::contribution).toList(),
            routing,
            said.rounds(),
            said.logprobs(),
            false);
    listener.accept(new AnswerEvent.Completed(id, answer));
    return answer;
  }

  private List<Ballot> ballots(Panel panel, List<Seat> voters) throws InterruptedException {
    List<Parallel.Request<Ballot>> requests = new ArrayList<>();
    for (Seat seat : voters) {
      requests.add(() -> ballot(panel, seat));
    }
    List<Ballot> ballots = new ArrayList<>();
    for (Outcome<Ballot> outcome : Parallel.all(requests)) {
      if (outcome instanceof Outcome.Done<Ballot>(Ballot ballot)) {
        ballots.add(ballot);
      }
    }
    return ballots;
  }

  private Ballot ballot(Panel panel, Seat seat) throws InterruptedException {
    List<AnswerEvent> events = new CopyOnWriteArrayList<>();
    Answer answer;
    try {
      answer =
          alone.of(id, question.combining(Combine.BEST), ignored -> panel.alone(seat), events::add);
    } catch (AnswerException e) {
      answer = null;
    }
    return new Ballot(seat, answer, events);
  }

  private static @Nullable Ballot winner(List<Ballot> ballots) {
    Map<String, Double> behind = new HashMap<>();
    for (Ballot ballot : ballots) {
      if (ballot.answer() != null) {
        behind.merge(normalised(ballot.answer().content()), ballot.seat().weight(), Double::sum);
      }
    }
    Ballot best = null;
    double most = -1;
    // Heaviest first: of equals, and of those who say the same, the heaviest stands.
    for (Ballot ballot : ballots) {
      if (ballot.answer() != null) {
        double weight = behind.getOrDefault(normalised(ballot.answer().content()), 0.0);
        if (weight > most) {
          most = weight;
          best = ballot;
        }
      }
    }
    return best;
  }

  /** Lower case, accents off, every run of other characters one space. */
  static String normalised(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}+", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{IsAlphabetic}\\p{IsDigit}]+", " ")
        .strip();
  }
}
