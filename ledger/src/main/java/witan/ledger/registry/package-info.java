/** Who is in the network: experts, their health, and the gateways they serve. */
@NullMarked
package witan.ledger.registry;

import org.jspecify.annotations.NullMarked;
