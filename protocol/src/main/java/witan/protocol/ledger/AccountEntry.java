package witan.protocol.ledger;

import java.time.Instant;
import witan.protocol.Rao;

/**
 * Rao that moved from or to an account, in a closed block.
 *
 * @param id as in {@link EntryInfo}, and so are the fields of the same names
 * @param at when the block was closed
 */
public record AccountEntry(
    String id,
    long height,
    Instant at,
    String kind,
    String debit,
    String credit,
    Rao amount,
    String reference) {}
