/**
 * The life of a question: whom to ask, what each expert predicts, and the one answer mixed from it.
 */
@NullMarked
package witan.graphql.answer;

import org.jspecify.annotations.NullMarked;
