package witan.graphql.answer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import witan.mixture.Sampling;
import witan.telemetry.GenAi;
import witan.telemetry.Step;
import witan.telemetry.Tracing;

/**
 * Makes each answer a step of its trace, by the conventions for generative AI; whatever is called
 * meanwhile is a part of it. It holds no text, and so neither stop texts nor a model's name that
 * nobody has.
 */
final class AnswerSteps {

  private static final AttributeKey<Long> ROUNDS = AttributeKey.longKey("witan.rounds");
  private static final AttributeKey<String> GATE = AttributeKey.stringKey("witan.gate.version");
  private static final AttributeKey<String> EXPERT = AttributeKey.stringKey("witan.expert");
  private static final AttributeKey<String> STATUS = AttributeKey.stringKey("witan.status");
  private static final AttributeKey<Long> AT_TOKEN = AttributeKey.longKey("witan.at_token");

  private final Tracing tracing;

  AnswerSteps(Tracing tracing) {
    this.tracing = tracing;
  }

  /** The answer that is made, as a step. */
  Answer traced(String id, Question question, Consumer<AnswerEvent> listener, Making making)
      throws InterruptedException {
    if (!tracing.isOn()) {
      return making.make(listener);
    }
    try (Step step = tracing.begin(Outcome.operation(question), SpanKind.INTERNAL);
        Scope _ = step.current()) {
      asked(step, id, question);
      try {
        return making.make(event -> {
          told(step, question, event);
          listener.accept(event);
        });
      } catch (InterruptedException | RuntimeException e) {
        step.failed(Outcome.of(e));
        throw e;
      }
    }
  }

  private static void asked(Step step, String id, Question question) {
    Sampling sampling = question.sampling();
    step.set(GenAi.OPERATION, Outcome.operation(question))
        .set(GenAi.PROVIDER, GenAi.WITAN)
        .set(GenAi.RESPONSE_ID, id)
        .set(GenAi.MAX_TOKENS, (long) question.maxTokens())
        .set(GenAi.TEMPERATURE, sampling.temperature())
        .set(GenAi.TOP_P, sampling.topP());
    if (question.repeatable() && sampling.temperature() > 0) {
      step.set(GenAi.SEED, sampling.seed());
    }
    if (question.model().equals(Question.MIXTURE)) {
      named(step, question);
    }
  }

  private static void named(Step step, Question question) {
    step.rename(Outcome.operation(question) + " " + question.model());
    step.set(GenAi.REQUEST_MODEL, question.model());
  }

  private static void told(Step step, Question question, AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Routed(String id, Routing routing) -> {
        named(step, question); // somebody has it
        step.set(GATE, routing.gateVersion());
        step.event("routed", Attributes.empty());
      }
      case AnswerEvent.TokenDelta delta -> {
        if (delta.index() == 0) {
          step.event("first token", Attributes.empty());
        }
      }
      case AnswerEvent.ExpertLost lost ->
          step.event(
              "expert lost",
              Attributes.of(
                  EXPERT,
                  lost.expert().descriptor().name(),
                  STATUS,
                  lost.status().name().toLowerCase(Locale.ROOT),
                  AT_TOKEN,
                  (long) lost.atToken()));
      case AnswerEvent.Completed(String id, Answer answer) ->
          step.set(GenAi.RESPONSE_MODEL, question.model())
              .set(GenAi.FINISH_REASONS, List.of(answer.finishReason()))
              .set(GenAi.INPUT_TOKENS, (long) answer.usage().prompt())
              .set(GenAi.OUTPUT_TOKENS, (long) answer.usage().completion())
              .set(ROUNDS, (long) answer.rounds());
    }
  }
}
