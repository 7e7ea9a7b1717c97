/** Asks the functions whom a question should go to, and for embeddings. */
@NullMarked
package witan.graphql.gate;

import org.jspecify.annotations.NullMarked;
