/** Clients' API keys, and the books of the escrows out of which their answers are paid. */
@NullMarked
package witan.ledger.access;

import org.jspecify.annotations.NullMarked;
