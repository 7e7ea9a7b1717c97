/**
 * The gateway's place in the network: its key, its registration, the registry, and the relay for
 * experts elsewhere.
 */
@NullMarked
package witan.graphql.network;

import org.jspecify.annotations.NullMarked;
