/** What the ledger knows of a hotkey, to be read. */
@NullMarked
package witan.ledger.node;

import org.jspecify.annotations.NullMarked;
