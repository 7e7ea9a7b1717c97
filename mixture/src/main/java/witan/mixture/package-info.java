/** Mixing next-token distributions and drawing from them: pure, the same bits on every machine. */
@NullMarked
package witan.mixture;

import org.jspecify.annotations.NullMarked;
