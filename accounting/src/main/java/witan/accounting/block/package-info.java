/** Blocks: what was moved in one tick of the ledger's clock, hashed and chained. */
@NullMarked
package witan.accounting.block;

import org.jspecify.annotations.NullMarked;
