/** What nodes sign and check: calls, replies, sessions and messages for the registry. */
@NullMarked
package witan.protocol.signature;

import org.jspecify.annotations.NullMarked;
