package witan.graphql.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.graphql.access.Caller;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerEvent;
import witan.graphql.answer.AnswerEvent.TokenDelta;
import witan.graphql.answer.AnswerStream;
import witan.graphql.answer.ContributionStatus;
import witan.graphql.answer.Question;
import witan.graphql.answer.Routing;
import witan.graphql.escrow.PaidAnswers;
import witan.graphql.gate.Gate;
import witan.graphql.gate.GateException;
import witan.protocol.access.Caching;
import witan.protocol.gate.Policy;
import witan.protocol.network.Modality;

/**
 * Answers, kept for callers whose key asks for it: a question that means what one of theirs meant
 * gets the same answer again, at once and for nothing.
 */
@ApplicationScoped
public class CachedAnswers {

  private static final Logger LOG = Logger.getLogger(CachedAnswers.class);
  private static final String EMBEDDER = "all-MiniLM-L6-v2";

  private final PaidAnswers answers;
  private final Store store;
  private final Gate gate;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final MeterRegistry metrics;

  @Inject
  public CachedAnswers(
      PaidAnswers answers,
      Store store,
      Gate gate,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry metrics) {
    this.answers = answers;
    this.store = store;
    this.gate = gate;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  /** As {@link PaidAnswers#ask}, under a new id. */
  public Answer ask(Caller caller, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    return ask(
        new UUID(random.nextLong(), random.nextLong()).toString(), caller, question, listener);
  }

  /** As {@link PaidAnswers#ask}. */
  public Answer ask(String id, Caller caller, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    Caching caching = caller.limits().caching();
    Optional<Context> context =
        caching == null ? Optional.empty() : Context.of(caller.name(), question);
    Optional<Said> said = context.isPresent() ? said(question) : Optional.empty();
    if (caching == null || context.isEmpty() || said.isEmpty()) {
      return answers.ask(id, caller, question, listener);
    }
    Optional<Kept> kept = store.find(context.get(), said.get(), caching.similarity());
    metrics
        .counter("witan.cache.lookups", "outcome", kept.isPresent() ? "hit" : "miss")
        .increment();
    if (kept.isPresent()) {
      return again(id, kept.get(), listener);
    }
    List<TokenDelta> deltas = new ArrayList<>();
    Answer answer =
        answers.ask(
            id,
            caller,
            question,
            event -> {
              if (event instanceof TokenDelta delta) {
                deltas.add(delta);
              }
              listener.accept(event);
            });
    if (isWhole(answer)) {
      store.keep(
          context.get(),
          new Kept(said.get(), deltas, answer, clock.instant().plusSeconds(caching.seconds())));
    }
    return answer;
  }

  /** The events of one answer; cancelling stops it. */
  public Multi<AnswerEvent> stream(Caller caller, Question question) {
    return AnswerStream.of(listener -> ask(caller, question, listener));
  }

  /** As {@link PaidAnswers#route}. */
  public Routing route(
      Caller caller,
      @Nullable String question,
      float @Nullable [] embedding,
      Modality modality,
      int maxExperts,
      Policy policy)
      throws InterruptedException {
    return answers.route(caller, question, embedding, modality, maxExperts, policy);
  }

  private Optional<Said> said(Question question) throws InterruptedException {
    String text = question.about();
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Said(text, gate.embed(List.of(text), EMBEDDER).embeddings()[0]));
    } catch (GateException e) {
      LOG.debugf("a question can't be compared: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** What failed in part may do better the next time. */
  private static boolean isWhole(Answer answer) {
    return answer.contributions().stream()
        .allMatch(one -> one.status() == ContributionStatus.COMPLETED);
  }

  private Answer again(String id, Kept kept, Consumer<AnswerEvent> listener) {
    Answer answer = kept.answer().again(id);
    listener.accept(new AnswerEvent.Routed(id, answer.routing()));
    for (TokenDelta delta : kept.deltas()) {
      listener.accept(new TokenDelta(id, delta.text(), delta.index(), delta.logprob()));
    }
    listener.accept(new AnswerEvent.Completed(id, answer));
    return answer;
  }
}
