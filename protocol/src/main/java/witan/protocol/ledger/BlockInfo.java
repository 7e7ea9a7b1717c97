package witan.protocol.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;

/**
 * A closed block. Its hashes are null for the moment between its closing and its hashing.
 *
 * @param at when it was closed
 * @param parent hash of the block before, for block 1 of the genesis
 * @param entriesRoot root of the Merkle tree over its entries
 * @param emission what was minted in it
 */
public record BlockInfo(
    long height,
    Instant at,
    @Nullable String hash,
    @Nullable String parent,
    @Nullable String entriesRoot,
    @Nullable Integer entryCount,
    @Nullable String commandsRoot,
    @Nullable Integer commandCount,
    Rao emission) {}
