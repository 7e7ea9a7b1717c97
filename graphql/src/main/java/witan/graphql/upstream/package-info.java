/**
 * Servers that speak OpenAI's API and take part as experts: their owner is this gateway's, they
 * have no vocabulary to mix by, and what they answer is text.
 */
@NullMarked
package witan.graphql.upstream;

import org.jspecify.annotations.NullMarked;
