/** The one place where money moves: transactions that read accounts, apply the rules, append. */
@NullMarked
package witan.ledger.journal;

import org.jspecify.annotations.NullMarked;
