/** Hotkeys: the Ed25519 keys by which nodes are known and with which they sign. */
@NullMarked
package witan.protocol.key;

import org.jspecify.annotations.NullMarked;
