/** The ledger, exported and checked. */
@NullMarked
package witan.cli.ledger;

import org.jspecify.annotations.NullMarked;
