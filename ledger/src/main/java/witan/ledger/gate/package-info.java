/** What the gate has learned, version by version, and which of them it goes by. */
@NullMarked
package witan.ledger.gate;

import org.jspecify.annotations.NullMarked;
