/** The private corpus: a folder's passages, their index, and which of them fit a question. */
@NullMarked
package witan.inference.retrieval;

import org.jspecify.annotations.NullMarked;
