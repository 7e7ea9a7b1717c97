/** What is said to the ledger and by it: commands, receipts, refusals, accounts, blocks. */
@NullMarked
package witan.protocol.ledger;

import org.jspecify.annotations.NullMarked;
