/** Texts as points on a sphere: MiniLM, its tokenizer, and the arithmetic of the vectors. */
@NullMarked
package witan.embedding;

import org.jspecify.annotations.NullMarked;
