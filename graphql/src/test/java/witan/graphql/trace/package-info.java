/** What is to be seen of a question from outside, from its client to the experts. */
@NullMarked
package witan.graphql.trace;

import org.jspecify.annotations.NullMarked;
