package witan.protocol.ledger;

import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * A hotkey with a place on a subnet.
 *
 * @param owner the coldkey that registered it
 * @param registeredAt height
 * @param stake behind it on this subnet
 * @param nominators how many have staked it, its owner included
 * @param take what it keeps of its dividends before its nominators are paid, of 65,535
 */
public record NeuronInfo(
    int uid,
    Hotkey hotkey,
    Coldkey owner,
    long registeredAt,
    Rao stake,
    int nominators,
    int take) {}
