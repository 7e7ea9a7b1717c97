/** Blocks: the clock that closes them, their hashes, and what can be read of them. */
@NullMarked
package witan.ledger.block;

import org.jspecify.annotations.NullMarked;
