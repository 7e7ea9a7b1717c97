/** The rules by which weights are set and neurons come and go: pure, refusals as values. */
@NullMarked
package witan.consensus.metagraph;

import org.jspecify.annotations.NullMarked;
