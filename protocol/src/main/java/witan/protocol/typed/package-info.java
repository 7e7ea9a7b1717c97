/** Structured data that a wallet shows and signs: EIP-712. */
@NullMarked
package witan.protocol.typed;

import org.jspecify.annotations.NullMarked;
