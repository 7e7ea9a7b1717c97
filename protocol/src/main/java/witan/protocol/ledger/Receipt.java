package witan.protocol.ledger;

import java.util.UUID;

/**
 * A command was posted, for good.
 *
 * @param id the client's
 * @param height of the block that holds it
 * @param hash what was signed: the command's EIP-712 digest, in hexadecimal after 0x
 */
public record Receipt(UUID id, long height, String hash) {}
