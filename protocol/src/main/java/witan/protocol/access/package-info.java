/** Clients' API keys, what they may do, and the escrow out of which their answers are paid. */
@NullMarked
package witan.protocol.access;

import org.jspecify.annotations.NullMarked;
