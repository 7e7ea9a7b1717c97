package witan.protocol.ledger;

import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * A hotkey with a place on a subnet: now, or as an epoch left it. Proportions are in parts of
 * 65,535.
 *
 * @param owner the coldkey that registered it
 * @param registeredAt height
 * @param lastUpdate the height at which it set weights, or committed to them; at first that of its
 *     registration
 * @param stake behind it on this subnet
 * @param active whether it had set weights lately enough at the last epoch
 * @param validatorPermit whether it may validate
 * @param consensus the weight that enough stake agrees on
 * @param incentive its share of what experts get
 * @param dividends its share of what validators get
 * @param validatorTrust how much of its weights lies within consensus
 * @param emission what the epoch gave it, its nominators' part included
 * @param endpoint where it serves; null if it did not say, and in epochs of the past
 */
public record NeuronInfo(
    int uid,
    Hotkey hotkey,
    Coldkey owner,
    long registeredAt,
    long lastUpdate,
    Rao stake,
    boolean active,
    boolean validatorPermit,
    int consensus,
    int incentive,
    int dividends,
    int validatorTrust,
    Rao emission,
    @Nullable String endpoint) {}
