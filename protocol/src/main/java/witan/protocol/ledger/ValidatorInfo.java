package witan.protocol.ledger;

import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * A hotkey as those see it who have staked to it on a subnet, or think of it.
 *
 * @param uid its place on the subnet; null if it lost it
 * @param stake behind it on this subnet
 * @param nominators how many have staked it, its owner included
 * @param take what it keeps of its dividends before its nominators are paid, of 65,535
 * @param validatorTrust how much of its weights lay within consensus at the last epoch, of 65,535
 * @param aprOver30Days what its nominators were paid a year by what they had staked, measured over
 *     the epochs of the last 30 days: 0.25 is 25 %; null while it was never paid
 * @param pendingApr the same rate for what has been emitted since the last epoch, if it is shared
 *     out like the last one; null likewise
 */
public record ValidatorInfo(
    int netuid,
    @Nullable Integer uid,
    Hotkey hotkey,
    Coldkey owner,
    Rao stake,
    int nominators,
    int take,
    boolean validatorPermit,
    int validatorTrust,
    @Nullable Double aprOver30Days,
    @Nullable Double pendingApr) {}
