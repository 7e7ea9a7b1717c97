package witan.graphql.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.mixture.Distribution;
import witan.mixture.grammar.Constraint;
import witan.mixture.grammar.Constraints;
import witan.mixture.grammar.Grammar;
import witan.mixture.grammar.State;
import witan.mixture.text.Vocabulary;

/**
 * The tokens that experts may send as an answer grows: those of the vocabulary, and under a grammar
 * those that it allows at each place. Whoever sends others is broken, so the mixture of what is
 * left keeps to the grammar too. For one thread.
 */
final class Allowed {

  private final Vocabulary vocabulary;
  private final @Nullable Constraint constraint;
  private @Nullable State at;

  /** Before the first token. */
  Allowed(Vocabulary vocabulary, @Nullable Grammar grammar) {
    this.vocabulary = vocabulary;
    this.constraint = grammar == null ? null : new Constraints(vocabulary).of(grammar);
    this.at = constraint == null ? null : constraint.start();
  }

  /** The answer has one token more. */
  void take(int token) {
    if (constraint != null && at != null) {
      at = constraint.after(at, token);
    }
  }

  /**
   * What is wrong with predictions before each drafted token and after the last; null if nothing
   * is.
   */
  @Nullable String objection(int[] draft, List<Distribution> predictions) {
    State place = at;
    for (int i = 0; i < predictions.size(); i++) {
      Distribution prediction = predictions.get(i);
      for (int rank = 0; rank < prediction.size(); rank++) {
        int token = prediction.token(rank);
        if (!vocabulary.contains(token)) {
          return "it predicted a token that does not exist";
        }
        if (constraint != null && place != null && !constraint.allows(place, token)) {
          return "it predicted a token that the grammar forbids";
        }
      }
      if (i < draft.length) {
        if (!vocabulary.contains(draft[i])) {
          return "it drafted a token that does not exist";
        }
        if (constraint != null && place != null) {
          if (!constraint.allows(place, draft[i])) {
            return "it drafted a token that the grammar forbids";
          }
          place = constraint.after(place, draft[i]);
        }
      }
    }
    return null;
  }
}
