package witan.protocol.ledger;

import java.util.List;

/**
 * That an entry stands in a block: RFC 6962's audit path from the leaf to the block's root.
 *
 * @param leaf what is hashed as the leaf: kind, debit, credit, amount, reference, with tabs between
 * @param index of the leaf, from 0
 * @param count of the block's entries
 * @param path hashes of the siblings, lowest first, in hexadecimal
 * @param root the block's {@code entriesRoot}
 */
public record EntryProof(
    long height, String leaf, int index, int count, List<String> path, String root) {}
