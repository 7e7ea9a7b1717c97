package witan.graphql.escrow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.graphql.access.AccessConfig;
import witan.graphql.access.Caller;
import witan.graphql.access.Turnstile;
import witan.graphql.answer.Answer;
import witan.graphql.answer.AnswerEvent;
import witan.graphql.answer.AnswerException;
import witan.graphql.answer.Answers;
import witan.graphql.answer.Choice;
import witan.graphql.answer.Question;
import witan.graphql.answer.Routing;
import witan.graphql.network.Registry;
import witan.protocol.Rao;
import witan.protocol.gate.Policy;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/**
 * Answers, for whoever asks: by experts that they can pay, paid by them. What an answer may cost is
 * set aside before anybody is asked, so that nobody works for nothing and nobody spends more than
 * they have.
 */
@ApplicationScoped
public class PaidAnswers {

  /** Of a prompt that nobody has counted. */
  private static final int CHARACTERS_PER_TOKEN = 4;

  private final Answers answers;
  private final Registry registry;
  private final Escrow escrow;
  private final Turnstile turnstile;
  private final AccessConfig config;
  private final RandomGenerator random;

  @Inject
  public PaidAnswers(
      Answers answers,
      Registry registry,
      Escrow escrow,
      Turnstile turnstile,
      AccessConfig config,
      RandomGenerator random) {
    this.answers = answers;
    this.registry = registry;
    this.escrow = escrow;
    this.turnstile = turnstile;
    this.config = config;
    this.random = random;
  }

  /**
   * As {@link Answers#ask}.
   *
   * @throws AnswerException also when it can't be paid
   */
  public Answer ask(String id, Caller caller, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    Question asked = question.under(affordable(caller, question.policy()));
    Bill bill = open(caller, asked);
    Watched watched = new Watched(listener);
    Answer answer = null;
    try {
      answer = answers.ask(id, asked, watched);
      return answer;
    } catch (AnswerException e) {
      throw e.kind() == AnswerException.Kind.NO_EXPERT && isTooDear(question, asked)
          ? new AnswerException(
              AnswerException.Kind.QUOTA_EXCEEDED,
              "The experts that are there cost something. Ask with an API key whose owner pays.")
          : e;
    } finally {
      if (answer != null) {
        bill.settle(Prices.of(answer, bill.held()));
        turnstile.spend(caller, answer.usage().total());
      } else {
        long tokens = watched.tokens(asked);
        bill.settle(Prices.of(watched.choices, tokens, bill.held()));
        turnstile.spend(caller, tokens);
      }
    }
  }

  /** As {@link Answers#route}, among the experts that this caller can pay. */
  public Routing route(
      Caller caller,
      @Nullable String question,
      float @Nullable [] embedding,
      Modality modality,
      int maxExperts,
      Policy policy)
      throws InterruptedException {
    return answers.route(question, embedding, modality, maxExperts, affordable(caller, policy));
  }

  private Policy affordable(Caller caller, Policy policy) {
    boolean pays = caller instanceof Caller.Client client && client.key().owner() != null;
    return policy.upTo(pays ? config.highestPrice() : Rao.ZERO);
  }

  /** Whether there is somebody who would answer, for more than is paid. */
  private boolean isTooDear(Question question, Question asked) throws InterruptedException {
    return registry.answering().stream()
        .map(ExpertRecord::descriptor)
        .anyMatch(expert -> question.policy().allows(expert) && !asked.policy().allows(expert));
  }

  private Bill open(Caller caller, Question asked) throws InterruptedException {
    if (!(caller instanceof Caller.Client client) || client.key().owner() == null) {
      return Bill.NONE;
    }
    Rao most = Prices.most(asked, askable(asked));
    if (most.value() == 0) {
      return Bill.NONE;
    }
    UUID id = new UUID(random.nextLong(), random.nextLong());
    escrow.hold(client.key(), id, most);
    return new Bill(most, charge -> escrow.charge(client.key(), id, charge));
  }

  private List<ExpertDescriptor> askable(Question question) throws InterruptedException {
    return registry.experts().stream()
        .filter(expert ->
            question.model().equals(Question.MIXTURE)
                || question.model().equals(Registry.modelOf(expert)))
        .map(ExpertRecord::descriptor)
        .filter(question.policy()::allows)
        .toList();
  }

  /** Notes what an answer has used so far, on its way to the listener. */
  private static final class Watched implements Consumer<AnswerEvent> {

    private final Consumer<AnswerEvent> next;
    private List<Choice> choices = List.of();
    private int made;

    Watched(Consumer<AnswerEvent> next) {
      this.next = next;
    }

    @Override
    public void accept(AnswerEvent event) {
      switch (event) {
        case AnswerEvent.Routed routed -> choices = routed.routing().choices();
        case AnswerEvent.TokenDelta delta -> made++;
        case AnswerEvent.ExpertLost lost -> {}
        case AnswerEvent.Completed completed -> {}
      }
      next.accept(event);
    }

    /** Of an answer that was broken off; nobody said what its prompt came to. */
    long tokens(Question question) {
      if (made == 0) {
        return 0;
      }
      return made + question.characters() / CHARACTERS_PER_TOKEN;
    }
  }
}
