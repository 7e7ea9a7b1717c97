package witan.graphql.answer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import witan.protocol.network.ExpertRecord;
import witan.telemetry.Buckets;
import witan.telemetry.GenAi;
import witan.telemetry.Labels;

/**
 * Counts and times answers, from outside: what a client sees of them, and what each expert gave.
 *
 * <p>Times are named by the conventions for generative AI. Names of experts, which strangers
 * choose, are told apart up to {@value #EXPERTS}.
 */
final class AnswerMeters {

  private static final int EXPERTS = 64;

  private final MeterRegistry metrics;
  private final Labels experts = new Labels(EXPERTS);
  private final Counter input;
  private final Counter output;

  AnswerMeters(MeterRegistry metrics) {
    this.metrics = metrics;
    this.input = tokens("input");
    this.output = tokens("output");
  }

  private Counter tokens(String type) {
    return Counter.builder("witan.tokens")
        .description("Tokens of questions, once they are answered, and of answers, as they come")
        .tags("type", type)
        .register(metrics);
  }

  /** The answer that is made, measured. */
  Answer measured(Question question, Consumer<AnswerEvent> listener, Making making)
      throws InterruptedException {
    Measured measured = new Measured(question, listener);
    try {
      Answer answer = making.make(measured);
      measured.ended(answer);
      return answer;
    } catch (InterruptedException | RuntimeException e) {
      measured.failed(Outcome.of(e));
      throw e;
    }
  }

  private void gave(Contribution contribution) {
    Tags expert = Tags.of("expert", named(contribution.expert()));
    DistributionSummary.builder("witan.expert.weight")
        .description("The weight that an expert had in an answer")
        .tags(expert)
        .register(metrics)
        .record(contribution.weight());
    Counter.builder("witan.expert.drafted")
        .description("Tokens that an expert proposed ahead of the mixture")
        .tags(expert)
        .register(metrics)
        .increment(contribution.tokensDrafted());
    Counter.builder("witan.expert.accepted")
        .description("Those of them that the mixture drew as well")
        .tags(expert)
        .register(metrics)
        .increment(contribution.tokensAccepted());
  }

  private void lost(AnswerEvent.ExpertLost lost) {
    Counter.builder("witan.experts.lost")
        .description("Experts that dropped out of an answer")
        .tags(
            "expert", named(lost.expert()), "status", lost.status().name().toLowerCase(Locale.ROOT))
        .register(metrics)
        .increment();
  }

  private String named(ExpertRecord expert) {
    return experts.of(expert.descriptor().name());
  }

  private void timed(String name, String description, Duration[] buckets, Tags tags, double nanos) {
    Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .tags(tags)
        .register(metrics)
        .record((long) nanos, TimeUnit.NANOSECONDS);
  }

  /** Measures what passes by on its way to the listener. */
  private final class Measured implements Consumer<AnswerEvent> {

    private final Question question;
    private final Consumer<AnswerEvent> next;
    private final long began = System.nanoTime();
    private boolean routed;
    private long first;

    Measured(Question question, Consumer<AnswerEvent> next) {
      this.question = question;
      this.next = next;
    }

    @Override
    public void accept(AnswerEvent event) {
      switch (event) {
        case AnswerEvent.Routed _ -> routed = true;
        case AnswerEvent.TokenDelta delta -> {
          output.increment();
          if (delta.index() == 0) {
            first = System.nanoTime();
          }
        }
        case AnswerEvent.ExpertLost lost -> lost(lost);
        case AnswerEvent.Completed _ -> {}
      }
      next.accept(event);
    }

    void ended(Answer answer) {
      long now = System.nanoTime();
      count(answer.finishReason());
      input.increment(answer.usage().prompt());
      answer.contributions().forEach(AnswerMeters.this::gave);
      if (first != 0) {
        timed(
            "gen_ai.server.time_to_first_token",
            "Until the first token of an answer, of answers that succeeded",
            Buckets.firstToken(),
            tags(),
            first - began);
      }
      int tokens = answer.usage().completion();
      if (first != 0 && tokens > 1) {
        timed(
            "gen_ai.server.time_per_output_token",
            "For each token after the first, of answers that succeeded",
            Buckets.outputToken(),
            tags(),
            (double) (now - first) / (tokens - 1));
      }
      took(now, "");
    }

    void failed(String outcome) {
      count(outcome);
      took(System.nanoTime(), outcome);
    }

    private void took(long now, String error) {
      timed(
          "gen_ai.server.request.duration",
          "Until the last token of an answer, or its failure",
          Buckets.operation(),
          tags().and("error.type", error),
          now - began);
    }

    private void count(String outcome) {
      Counter.builder("witan.answers")
          .description("Answers, by how they ended")
          .tags("outcome", outcome)
          .register(metrics)
          .increment();
    }

    private Tags tags() {
      return Tags.of(
          "gen_ai.operation.name",
          Outcome.operation(question),
          "gen_ai.provider.name",
          GenAi.WITAN,
          "gen_ai.request.model",
          model());
    }

    /** What nobody is called may be any text of the client's. */
    private String model() {
      if (question.model().equals(Question.MIXTURE)) {
        return Question.MIXTURE;
      }
      return routed ? experts.of(question.model()) : "unknown";
    }
  }
}
