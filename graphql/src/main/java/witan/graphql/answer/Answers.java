package witan.graphql.answer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import witan.graphql.expert.Breaker;
import witan.graphql.expert.ExpertSessions;
import witan.protocol.gate.Policy;
import witan.protocol.network.Modality;
import witan.telemetry.LogIds;
import witan.telemetry.Tracing;

/**
 * Answers questions: the one service behind every door of the gateway.
 *
 * <p>Both {@link #ask} and {@link #route} block and belong on a virtual thread. At most {@link
 * AnswersConfig#atOnce} answers are made at once.
 */
@ApplicationScoped
public class Answers {

  private static final Logger LOG = Logger.getLogger(Answers.class);

  private final Council council;
  private final ExpertSessions experts;
  private final TextAnswers texts;
  private final AnswersConfig config;
  private final Breaker breaker;
  private final RandomGenerator random;
  private final AnswerMeters meters;
  private final AnswerSteps steps;
  private final Semaphore places;
  private final Hedges hedges;

  @Inject
  public Answers(
      Council council,
      ExpertSessions experts,
      TextAnswers texts,
      AnswersConfig config,
      Breaker breaker,
      RandomGenerator random,
      MeterRegistry metrics,
      Tracing tracing) {
    this.council = council;
    this.experts = experts;
    this.texts = texts;
    this.config = config;
    this.breaker = breaker;
    this.random = random;
    this.meters = new AnswerMeters(metrics);
    this.steps = new AnswerSteps(tracing);
    this.places = new Semaphore(config.atOnce());
    this.hedges = new Hedges(config.hedgeShare());
    Gauge.builder("witan.answers.open", () -> config.atOnce() - places.availablePermits())
        .description("Answers that are being made")
        .register(metrics);
  }

  /**
   * Makes one answer on the calling thread, which should be virtual; interrupting it stops the
   * answer and frees the experts.
   *
   * @param listener is told each event in order, on the calling thread; while it blocks the answer
   *     waits, and what it throws ends the answer
   * @return the whole answer, which the last event carried too
   * @throws AnswerException when there is no answer, or no more of it
   */
  public Answer ask(Question question, Consumer<AnswerEvent> listener) throws InterruptedException {
    return ask(newId(), question, listener);
  }

  /**
   * The same under an id that the client knows already.
   *
   * @param id of this answer alone
   */
  public Answer ask(String id, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    Object around = MDC.get(LogIds.ANSWER);
    MDC.put(LogIds.ANSWER, id);
    try {
      return meters.measured(
          question,
          listener,
          told -> steps.traced(id, question, logged(told), seen -> admitted(id, question, seen)));
    } finally {
      if (around == null) {
        MDC.remove(LogIds.ANSWER);
      } else {
        MDC.put(LogIds.ANSWER, around);
      }
    }
  }

  private Answer admitted(String id, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    if (!places.tryAcquire()) {
      throw new AnswerException(
          AnswerException.Kind.BUSY,
          "the gateway makes " + config.atOnce() + " answers already; try again in a second");
    }
    try {
      return made(id, question, listener);
    } finally {
      places.release();
    }
  }

  // Not the reason: it may repeat what an expert says, and an expert knows the question.
  private static Consumer<AnswerEvent> logged(Consumer<AnswerEvent> listener) {
    return event -> {
      if (event instanceof AnswerEvent.ExpertLost lost) {
        LOG.infof(
            "lost %s at token %d: %s",
            lost.expert().descriptor().name(), lost.atToken(), lost.status());
      }
      listener.accept(event);
    };
  }

  private Answer made(String id, Question question, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    if (question.combine() == Combine.VOTE) {
      return new Vote(id, question, council, this::run, listener).run();
    }
    return run(id, question, council, listener);
  }

  private Answer run(
      String id, Question question, Convening convening, Consumer<AnswerEvent> listener)
      throws InterruptedException {
    return new AnswerRun(id, question, convening, experts, texts, config, breaker, hedges, listener)
        .run();
  }

  /**
   * Which experts a question would go to, and why. Asks no expert.
   *
   * @param embedding stands for the question where the client keeps its text to itself
   */
  public Routing route(
      @Nullable String question,
      float @Nullable [] embedding,
      Modality modality,
      int maxExperts,
      Policy policy)
      throws InterruptedException {
    return council.preview(question, embedding, modality, maxExperts, policy);
  }

  private String newId() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
