/**
 * Requests that nobody would send on purpose, drawn from a seed, and what must hold of the answers.
 */
@NullMarked
package witan.graphql.fuzz;

import org.jspecify.annotations.NullMarked;
