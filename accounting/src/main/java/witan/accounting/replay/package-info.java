/** The ledger computed again, from its genesis and its commands alone. */
@NullMarked
package witan.accounting.replay;

import org.jspecify.annotations.NullMarked;
