package witan.accounting;

import witan.protocol.key.Coldkey;

/**
 * What the ledger knows of a hotkey, on whatever subnets it is.
 *
 * @param coldkey its owner, since its first registration and for good
 * @param take what it keeps of its dividends before its nominators are paid, of 65,535
 * @param takeRaisedAt the height at which the take was raised last, or set at first
 */
public record Node(Coldkey coldkey, int take, long takeRaisedAt) {}
