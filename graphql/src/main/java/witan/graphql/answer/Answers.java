package witan.graphql.answer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import witan.graphql.expert.Breaker;
import witan.graphql.expert.ExpertSessions;
import witan.graphql.http.ClientGoneException;
import witan.protocol.gate.Policy;
import witan.protocol.network.Modality;

/**
 * Answers questions: the one service behind every door of the gateway.
 *
 * <p>{@link #ask} and {@link #route} block and belong on a virtual thread; {@link #stream} brings
 * one along. At most {@link AnswersConfig#atOnce} answers are made at once.
 */
@ApplicationScoped
public class Answers {

  private final Council council;
  private final ExpertSessions experts;
  private final TextAnswers texts;
  private final AnswersConfig config;
  private final Breaker breaker;
  private final RandomGenerator random;
  private final MeterRegistry metrics;
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
      MeterRegistry metrics) {
    this.council = council;
    this.experts = experts;
    this.texts = texts;
    this.config = config;
    this.breaker = breaker;
    this.random = random;
    this.metrics = metrics;
    this.places = new Semaphore(config.atOnce());
    this.hedges = new Hedges(config.hedgeShare());
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
    if (!places.tryAcquire()) {
      count("busy");
      throw new AnswerException(
          AnswerException.Kind.BUSY,
          "the gateway makes " + config.atOnce() + " answers already; try again in a second");
    }
    try {
      Measured measured = new Measured(listener);
      Answer answer = made(newId(), question, measured);
      count(answer.finishReason());
      return answer;
    } catch (AnswerException e) {
      count(e.code());
      throw e;
    } catch (InterruptedException | ClientGoneException e) {
      count("cancelled");
      throw e;
    } catch (RuntimeException e) {
      count("failed");
      throw e;
    } finally {
      places.release();
    }
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
   * The events of one answer, made on a virtual thread of its own; cancelling stops it.
   *
   * <p>Fails with {@link AnswerException} when there is no answer. The answer waits for a slow
   * subscriber.
   */
  public Multi<AnswerEvent> stream(Question question) {
    return AnswerStream.of(listener -> ask(question, listener));
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

  private void count(String outcome) {
    metrics.counter("witan.answers", "outcome", outcome).increment();
  }

  /** Counts what passes by on its way to the listener. */
  private final class Measured implements Consumer<AnswerEvent> {

    private final Consumer<AnswerEvent> next;
    private final long started = System.nanoTime();

    Measured(Consumer<AnswerEvent> next) {
      this.next = next;
    }

    @Override
    public void accept(AnswerEvent event) {
      switch (event) {
        case AnswerEvent.TokenDelta delta -> {
          metrics.counter("witan.tokens").increment();
          if (delta.index() == 0) {
            Timer.builder("witan.first.token")
                .register(metrics)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
          }
        }
        case AnswerEvent.ExpertLost lost ->
            metrics
                .counter("witan.experts.lost", "status", lost.status().name().toLowerCase())
                .increment();
        case AnswerEvent.Routed routed -> {}
        case AnswerEvent.Completed completed -> {}
      }
      next.accept(event);
    }
  }
}
