/**
 * Yuma Consensus as a function of published inputs: integers in, integers out, the same bits as the
 * chain's, so that anyone can recompute a reward.
 *
 * <p>{@link witan.consensus.Epoch#run} is the whole of it; the rest is its input, its outcome and
 * its steps. Which step of the mechanics is which method stands in docs/consensus.md.
 */
@NullMarked
package witan.consensus;

import org.jspecify.annotations.NullMarked;
