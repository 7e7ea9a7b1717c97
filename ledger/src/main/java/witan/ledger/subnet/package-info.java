/** Who has a place on a subnet, to be read. */
@NullMarked
package witan.ledger.subnet;

import org.jspecify.annotations.NullMarked;
