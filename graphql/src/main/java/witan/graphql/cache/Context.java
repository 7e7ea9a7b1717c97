package witan.graphql.cache;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import witan.graphql.answer.Combine;
import witan.graphql.answer.Question;
import witan.graphql.answer.Turn;
import witan.mixture.Sampling;
import witan.mixture.grammar.Grammar;
import witan.protocol.gate.Policy;

/**
 * All of a question but what its user said last: answers are shared by questions that agree in it
 * to the letter.
 *
 * @param key whose questions they are; nothing is shared between keys
 * @param earlier the turns before the last
 * @param sampling without the seed, where the client did not name one or it decides nothing
 */
record Context(
    String key,
    String model,
    List<Turn> earlier,
    Sampling sampling,
    @Nullable Grammar grammar,
    int maxTokens,
    List<String> stop,
    int topLogprobs,
    int maxExperts,
    Combine combine,
    boolean retrieval,
    Policy policy) {

  /** None of a question that is not words of a user: its answer is not kept. */
  static Optional<Context> of(String key, Question question) {
    if (question.prompt() != null
        || question.pictures() > 0
        || !question.turns().getLast().role().equals("user")) {
      return Optional.empty();
    }
    return Optional.of(
        new Context(
            key,
            question.model(),
            question.turns().subList(0, question.turns().size() - 1),
            comparable(question),
            question.grammar(),
            question.maxTokens(),
            question.stop(),
            question.topLogprobs(),
            question.maxExperts(),
            question.combine(),
            question.retrieval(),
            question.policy()));
  }

  private static Sampling comparable(Question question) {
    Sampling sampling = question.sampling();
    boolean seedDecides = question.repeatable() && sampling.temperature() > 0;
    return new Sampling(
        sampling.temperature(),
        sampling.topP(),
        sampling.minP(),
        sampling.topK(),
        sampling.frequencyPenalty(),
        sampling.presencePenalty(),
        sampling.repetitionPenalty(),
        Map.copyOf(sampling.logitBias()),
        seedDecides ? sampling.seed() : 0,
        sampling.choice());
  }
}
