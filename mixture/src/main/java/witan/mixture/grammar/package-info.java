/**
 * Answers that keep to a JSON schema: the schema as a grammar over bytes, and from it the tokens
 * that may come at each place of an answer.
 *
 * <p>{@link witan.mixture.grammar.Grammar} says what of JSON schema is understood and which of the
 * many spellings of a value are allowed. {@link witan.mixture.grammar.Constraint} is a grammar over
 * the tokens of one vocabulary.
 */
@NullMarked
package witan.mixture.grammar;

import org.jspecify.annotations.NullMarked;
