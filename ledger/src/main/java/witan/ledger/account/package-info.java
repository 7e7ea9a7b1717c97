/** What accounts hold and what moved to and from them, to be read. */
@NullMarked
package witan.ledger.account;

import org.jspecify.annotations.NullMarked;
