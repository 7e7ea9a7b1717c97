package witan.graphql.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import witan.graphql.answer.Question;
import witan.graphql.answer.Turn;
import witan.mixture.Sampling;

/**
 * All of a question but what its user said last: answers are shared by questions that agree in it
 * to the letter.
 *
 * @param key whose questions they are; nothing is shared between keys
 * @param question without the last words, and without a seed that decides nothing
 */
record Context(String key, Question question) {

  /** None of a question that is not words of a user: its answer is not kept. */
  static Optional<Context> of(String key, Question question) {
    if (question.prompt() != null
        || question.pictures() > 0
        || !question.turns().getLast().role().equals("user")) {
      return Optional.empty();
    }
    List<Turn> turns = new ArrayList<>(question.turns());
    turns.set(turns.size() - 1, new Turn("user", ""));
    Sampling sampling = question.sampling();
    boolean seedDecides = question.repeatable() && sampling.temperature() > 0;
    return Optional.of(
        new Context(key, question.in(turns, seedDecides ? sampling : sampling.ofSeed(0))));
  }
}
