/** Questions as vectors: the embedding model, and the vectors of recent questions. */
@NullMarked
package witan.functions.question;

import org.jspecify.annotations.NullMarked;
