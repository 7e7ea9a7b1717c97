/** The one clock of the service, handed in wherever time is needed. */
@NullMarked
package witan.ledger.clock;

import org.jspecify.annotations.NullMarked;
