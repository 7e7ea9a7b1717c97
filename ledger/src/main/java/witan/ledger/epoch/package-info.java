/** Epochs that were, to be read. */
@NullMarked
package witan.ledger.epoch;

import org.jspecify.annotations.NullMarked;
