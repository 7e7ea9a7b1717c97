/** Answers kept for questions that mean the same, for keys that ask for it. */
@NullMarked
package witan.graphql.cache;

import org.jspecify.annotations.NullMarked;
