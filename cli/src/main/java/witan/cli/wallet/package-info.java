/** What an owner has on the ledger: keys, balances, transfers and stakes. */
@NullMarked
package witan.cli.wallet;

import org.jspecify.annotations.NullMarked;
