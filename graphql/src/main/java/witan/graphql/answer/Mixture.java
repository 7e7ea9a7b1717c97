package witan.graphql.answer;

import witan.mixture.Sampler;
import witan.mixture.Speculation;
import witan.mixture.text.TokenText;
import witan.mixture.text.Vocabulary;

/** What an answer's tokens mean, known once the first expert has opened. */
record Mixture(Vocabulary vocabulary, Speculation speculation, Allowed allowed, TokenText text) {

  static Mixture of(Question question, Vocabulary vocabulary) {
    return new Mixture(
        vocabulary,
        new Speculation(new Sampler(question.sampling()), vocabulary::isEndOfTurn),
        new Allowed(vocabulary, question.grammar()),
        new TokenText(vocabulary, question.stop()));
  }
}
