package witan.protocol.ledger;

import witan.protocol.Rao;

/**
 * Rao that moved.
 *
 * @param id height and number, with a hyphen between them
 * @param debit the name of the account that they left
 * @param credit the name of the account that they came to
 * @param reference hash of the command that moved them; empty if the ledger's clock did
 */
public record EntryInfo(
    String id,
    long height,
    String kind,
    String debit,
    String credit,
    Rao amount,
    String reference) {}
