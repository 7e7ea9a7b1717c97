/** Who can be asked: the ledger's list of experts, as fresh as the ledger lets us have it. */
@NullMarked
package witan.functions.experts;

import org.jspecify.annotations.NullMarked;
