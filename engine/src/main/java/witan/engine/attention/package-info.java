/**
 * Attention over keys and values that lie in pages: each token is computed in the same order of
 * additions, whatever stands beside it, so that its bits depend on its own text alone.
 */
@NullMarked
package witan.engine.attention;

import org.jspecify.annotations.NullMarked;
