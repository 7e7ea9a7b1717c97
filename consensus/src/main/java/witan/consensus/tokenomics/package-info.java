/**
 * How TAO comes into being and who gets it, as on the chain of December 2023: pure, in whole rao.
 *
 * <p>One TAO is 10⁹ rao, as {@code witan.protocol.Rao} has it; here amounts are plain {@code
 * long}s, so that whoever checks a reward needs nothing but this module.
 */
@NullMarked
package witan.consensus.tokenomics;

import org.jspecify.annotations.NullMarked;
