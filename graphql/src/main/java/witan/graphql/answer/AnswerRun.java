package witan.graphql.answer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import witan.graphql.answer.FanOut.Opened;
import witan.graphql.answer.Parallel.Outcome;
import witan.graphql.expert.Breaker;
import witan.graphql.expert.ExpertLostException;
import witan.graphql.expert.ExpertLostException.Loss;
import witan.graphql.expert.ExpertSession;
import witan.graphql.expert.ExpertSessions;
import witan.graphql.expert.Opening;
import witan.graphql.expert.Pace;
import witan.mixture.Acceptance;
import witan.mixture.Draw;
import witan.mixture.grammar.SchemaException;
import witan.mixture.text.Cover;
import witan.mixture.text.TokenText;
import witan.mixture.text.Vocabulary;
import witan.openai.TokenLogprob;
import witan.protocol.v1.Open;

/**
 * The life of one question, on one thread.
 *
 * <p>Convene, open, then {@link Rounds}: one expert drafts, the others verify, and the mixture's
 * own draws decide how much of the draft stands. An expert that is lost drops out and the rest go
 * on from the same token; draws depend on the token's position only, so nothing else changes. When
 * nobody is left, those not tried yet take over with the answer so far, and after them whoever the
 * gate names then.
 */
final class AnswerRun implements Rounds.Watch {

  /** How often the gate is asked again before the answer has got on by a token. */
  private static final int MOST_CONVENINGS = 4;

  /** Before the second of these, and twice as long before each later one: experts restart. */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final String id;
  private final Question question;
  private final Convening convening;
  private final ExpertSessions experts;
  private final TextAnswers texts;
  private final AnswersConfig config;
  private final Breaker breaker;
  private final Hedges hedges;
  private final Consumer<AnswerEvent> listener;

  private final List<Member> members = new ArrayList<>();
  private final List<Member> active = new ArrayList<>();
  private final Set<String> tried = new HashSet<>();
  private final int atMost;
  private final Rounds rounds;
  private final StringBuilder content = new StringBuilder();
  private final List<TokenLogprob> logprobs = new ArrayList<>();
  private int[] tokens = new int[0];
  private int promptTokens;
  private int textPieces;
  private int textTokens;
  private int convenings;
  private boolean onlyTooLong = true;
  private @Nullable ExpertLostException lastLoss;
  private @Nullable Panel panel;
  private @Nullable StandBy standBy;
  private @Nullable Mixture mixture;
  private @Nullable String finishReason;

  AnswerRun(
      String id,
      Question question,
      Convening convening,
      ExpertSessions experts,
      TextAnswers texts,
      AnswersConfig config,
      Breaker breaker,
      Hedges hedges,
      Consumer<AnswerEvent> listener) {
    this.id = id;
    this.question = question;
    this.convening = convening;
    this.experts = experts;
    this.texts = texts;
    this.config = config;
    this.breaker = breaker;
    this.hedges = hedges;
    this.atMost = question.combine() == Combine.BEST ? 1 : question.maxExperts();
    this.rounds = new Rounds(config, question.maxTokens(), this);
    this.listener = listener;
  }

  Answer run() throws InterruptedException {
    panel = convening.convene(question);
    Panel.Chosen chosen = panel.choose(atMost, tried, "");
    if (chosen.seats().isEmpty() && question.pictures() > 0) {
      throw new AnswerException(
          AnswerException.Kind.BAD_QUESTION,
          "no expert is there that looks at pictures and that this question may go to; send text"
              + " only, or loosen the policy");
    }
    if (chosen.seats().isEmpty() && question.policy().isSelective()) {
      throw new AnswerException(
          AnswerException.Kind.NOBODY_ALLOWED,
          "no expert is there that the policy lets this question go to; loosen the policy");
    }
    if (chosen.seats().isEmpty()) {
      throw new AnswerException(AnswerException.Kind.NO_EXPERT, "no expert is there; try again");
    }
    Routing routing = Council.routing(panel, chosen);
    listener.accept(new AnswerEvent.Routed(id, routing));
    try {
      open(chosen.seats());
      while (finishReason == null) {
        if (active.isEmpty()) {
          replace();
        } else {
          Rounds.Round round = rounds.next(active, tokens, mixture());
          if (!round.by().isEmpty()) {
            dismissStandBy();
            take(round);
          }
        }
      }
      active.forEach(member -> breaker.completed(member.seat().hotkey()));
    } catch (SchemaException e) {
      throw new AnswerException(AnswerException.Kind.BAD_QUESTION, String.valueOf(e.getMessage()));
    } finally {
      active.forEach(Member::close);
      dismissStandBy();
    }
    Answer answer =
        new Answer(
            id,
            content.toString(),
            finishReason,
            new Tokens(promptTokens, tokens.length + textTokens),
            members.stream().map(Member::contribution).toList(),
            routing,
            rounds.count(),
            logprobs,
            false);
    listener.accept(new AnswerEvent.Completed(id, answer));
    return answer;
  }

  /**
   * Others go on with the answer: those not tried yet, or else whoever is there now, since an
   * expert that was lost many tokens ago may be back.
   */
  private void replace() throws InterruptedException {
    if (tokens.length == 0) {
      mixture = null; // no token is said yet: those left may say it in another vocabulary
    }
    List<Seat> next = panel().choose(atMost, tried, vocabularyId()).seats();
    if (next.isEmpty() && tokens.length > 0 && convenings < MOST_CONVENINGS) {
      if (convenings > 0) {
        Thread.sleep(FIRST_PAUSE.multipliedBy(1L << (convenings - 1)));
      }
      convenings++;
      tried.clear();
      panel = convening.convene(question);
      next = panel.choose(atMost, tried, vocabularyId()).seats();
    }
    if (next.isEmpty()) {
      nobodyIsLeft();
    } else {
      open(next);
    }
  }

  private void open(List<Seat> seats) throws InterruptedException {
    seats.forEach(seat -> tried.add(seat.hotkey()));
    if (!seats.getFirst().mixes()) {
      if (content.isEmpty()) {
        speak(seats.getFirst());
      }
      return;
    }
    if (tokens.length == 0 && !content.isEmpty()) {
      translate(seats.getFirst());
      if (tokens.length == 0) {
        return;
      }
    }
    StandBy ready = standBy;
    standBy = null;
    Seat runnerUp = null;
    FanOut.Result result;
    if (ready != null && ready.isFor(seats, tokens)) {
      result = ready.result();
    } else {
      if (ready != null) {
        ready.dismiss();
      }
      runnerUp =
          panel().choose(1, tried, vocabularyId()).seats().stream()
              .filter(Seat::mixes)
              .findFirst()
              .orElse(null);
      result =
          FanOut.of(
              openings(seats),
              config.openAtLeast(),
              runnerUp == null ? null : opening(runnerUp, false),
              hedges);
    }
    List<Member> joining = new ArrayList<>(seats.stream().map(Member::new).toList());
    List<Outcome<Opened>> outcomes = new ArrayList<>(result.chosen());
    if (runnerUp != null && result.standIn() != null) {
      tried.add(runnerUp.hotkey());
      joining.add(new Member(runnerUp));
      outcomes.add(result.standIn());
    }
    join(joining, outcomes);
  }

  /**
   * An expert that answers in text does so alone. If it breaks off, those who mix go on from what
   * it said.
   */
  private void speak(Seat seat) throws InterruptedException {
    Member member = new Member(seat);
    members.add(member);
    try {
      TextAnswers.Said said = texts.ask(question, seat.expert(), this::say);
      promptTokens = said.usage().prompt();
      textTokens = said.usage().completion();
      finishReason = said.finishReason();
      breaker.completed(seat.hotkey());
    } catch (ExpertLostException e) {
      lost(member, e);
    }
  }

  /** Puts what was said in text into the words of those who are to go on with it. */
  private void translate(Seat next) {
    try {
      Vocabulary vocabulary = experts.vocabulary(next.expert(), config.openTimeout());
      Optional<int[]> said = Cover.of(vocabulary, content.toString());
      if (said.isPresent() && said.get().length < question.maxTokens()) {
        mixture = Mixture.of(question, vocabulary);
        tokens = said.get();
      }
    } catch (ExpertLostException e) {
      // Then it won't open either, and the next is tried.
    }
  }

  private void say(String piece) {
    content.append(piece);
    listener.accept(new AnswerEvent.TokenDelta(id, piece, textPieces++, null));
  }

  private void join(List<Member> joining, List<Outcome<Opened>> outcomes) {
    members.addAll(joining);
    // All sit down before a loss is told: a listener that throws must leave no session open.
    for (int i = 0; i < joining.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Done<Opened>(Opened opened)) {
        Member member = joining.get(i);
        member.seated(opened);
        active.add(member);
        if (mixture == null) {
          mixture = Mixture.of(question, opened.vocabulary());
          promptTokens = opened.opening().promptTokens();
        }
      }
    }
    for (int i = 0; i < joining.size(); i++) {
      Member member = joining.get(i);
      switch (outcomes.get(i)) {
        case Outcome.Done<Opened>(Opened opened) ->
            rounds.isAllowed(
                member, new int[0], List.of(opened.opening().next()), mixture().allowed());
        case Outcome.Lost<Opened>(ExpertLostException why) -> lost(member, why);
      }
    }
  }

  private List<FanOut.Opening> openings(List<Seat> seats) {
    return seats.stream().map(seat -> opening(seat, seat == seats.getFirst())).toList();
  }

  /**
   * @param leads whether it will be the one that drafts
   */
  private FanOut.Opening opening(Seat seat, boolean leads) {
    int[] prefix = tokens;
    Open open = Opens.of(id, question, config.topK(), prefix);
    Pace pace = experts.pace(seat.expert());
    Duration longest =
        config.openTimeout().plus(config.pictureTimeout().multipliedBy(question.pictures()));
    Duration patience =
        question.pictures() > 0 ? longest : pace.opening(open, config.openGrace(), longest);
    int ahead = leads ? rounds.behindOpening(pace, prefix) : 0;
    return new FanOut.Opening(
        () -> opened(seat, open, prefix, ahead, longest),
        pace.usualOpening(open),
        patience,
        () -> pace.opened(open, patience.toNanos()));
  }

  private Opened opened(Seat seat, Open open, int[] prefix, int ahead, Duration within)
      throws ExpertLostException, InterruptedException {
    ExpertSession session = experts.open(seat.expert(), open, within);
    try {
      Ahead drafting =
          ahead == 0
              ? null
              : new Ahead(prefix, ahead, session.draft(prefix, ahead, config.exchangeTimeout()));
      Opening opening = session.opened();
      Vocabulary vocabulary = experts.vocabulary(seat.expert(), config.openTimeout());
      return new Opened(session, opening, vocabulary, drafting);
    } catch (ExpertLostException e) {
      session.lost(e);
      throw e;
    } catch (InterruptedException | RuntimeException e) {
      session.lost(new ExpertLostException(Loss.SILENT, "it was given up"));
      throw e;
    }
  }

  private void take(Rounds.Round round) {
    double[] weights = round.by().stream().mapToDouble(member -> member.seat().weight()).toArray();
    Acceptance acceptance =
        mixture().speculation().round(weights, round.draft(), round.predictions(), tokens);
    active.forEach(Member::stale);
    rounds.judged(round, acceptance.accepted());
    for (int i = 0; i < acceptance.draws().size() && finishReason == null; i++) {
      if (acceptance.ended() && i == acceptance.draws().size() - 1) {
        end();
      } else {
        deliver(acceptance.draws().get(i));
      }
    }
  }

  private void deliver(Draw draw) {
    TokenText text = mixture().text();
    String piece = text.push(draw.token());
    int index = tokens.length;
    convenings = 0;
    tokens = Arrays.copyOf(tokens, index + 1);
    tokens[index] = draw.token();
    mixture().allowed().take(draw.token());
    if (text.stopped()) {
      finishReason = "stop";
    } else if (tokens.length >= question.maxTokens()) {
      finishReason = "length";
      piece += text.finish();
    }
    TokenLogprob logprob =
        question.topLogprobs() < 0
            ? null
            : TokenLogprob.of(
                draw.token(), draw.mixed(), mixture().vocabulary(), question.topLogprobs());
    if (logprob != null) {
      logprobs.add(logprob);
    }
    content.append(piece);
    listener.accept(new AnswerEvent.TokenDelta(id, piece, index, logprob));
  }

  /** The turn is over; what was held back in case more came is due now. */
  private void end() {
    finishReason = "stop";
    flush();
  }

  private void flush() {
    String rest = mixture().text().finish();
    if (!rest.isEmpty()) {
      content.append(rest);
      listener.accept(new AnswerEvent.TokenDelta(id, rest, tokens.length, null));
    }
  }

  @Override
  public void lost(Member member, ExpertLostException why) {
    if (member.status() != ContributionStatus.COMPLETED) {
      return;
    }
    member.lost(why);
    active.remove(member);
    if (why.isFault()) {
      breaker.lost(member.seat().hotkey());
    }
    onlyTooLong &= why.loss() == Loss.CONTEXT_FULL;
    lastLoss = why;
    listener.accept(
        new AnswerEvent.ExpertLost(
            id,
            member.seat().expert(),
            member.status(),
            String.valueOf(why.getMessage()),
            tokens.length));
  }

  /** Whoever would take over from the one that answers alone opens meanwhile, within the hedges. */
  @Override
  public void overdue(Member leader) {
    if (active.size() > 1 || standBy != null) {
      return;
    }
    List<Seat> next = panel().choose(atMost, tried, vocabularyId()).seats();
    if (!next.isEmpty() && next.getFirst().mixes() && hedges.spend(next.size())) {
      List<FanOut.Opening> openings = openings(next);
      standBy =
          new StandBy(next, tokens, () -> FanOut.of(openings, config.openAtLeast(), null, hedges));
    }
  }

  private void dismissStandBy() {
    if (standBy != null) {
      standBy.dismiss();
      standBy = null;
    }
  }

  private void nobodyIsLeft() {
    if (onlyTooLong && tokens.length > 0) {
      finishReason = "length";
      flush();
    } else if (onlyTooLong) {
      throw new AnswerException(
          AnswerException.Kind.CONTEXT_LENGTH_EXCEEDED,
          "the messages are longer than the experts' context; shorten them");
    } else if (lastLoss != null && lastLoss.loss() == Loss.BAD_QUESTION) {
      throw new AnswerException(
          AnswerException.Kind.BAD_QUESTION, String.valueOf(lastLoss.getMessage()));
    } else {
      throw new AnswerException(
          AnswerException.Kind.NO_EXPERT,
          "every expert that could answer was lost, the last one because "
              + (lastLoss == null ? "of an unknown fault" : lastLoss.getMessage())
              + "; try again");
    }
  }

  private Panel panel() {
    if (panel == null) {
      throw new IllegalStateException("nobody was convened yet");
    }
    return panel;
  }

  private String vocabularyId() {
    return mixture == null ? "" : mixture.vocabulary().id();
  }

  private Mixture mixture() {
    if (mixture == null) {
      throw new IllegalStateException("no expert has opened yet");
    }
    return mixture;
  }
}
