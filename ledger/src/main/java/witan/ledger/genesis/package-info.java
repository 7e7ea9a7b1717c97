/** What the ledger began with, and what follows from it for all time. */
@NullMarked
package witan.ledger.genesis;

import org.jspecify.annotations.NullMarked;
