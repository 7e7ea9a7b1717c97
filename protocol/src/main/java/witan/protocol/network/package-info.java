/** The registry's records, as they stand in JSON: experts, gateways, neurons. */
@NullMarked
package witan.protocol.network;

import org.jspecify.annotations.NullMarked;
