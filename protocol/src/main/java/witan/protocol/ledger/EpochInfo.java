package witan.protocol.ledger;

import witan.protocol.Rao;

/**
 * One run of consensus on a subnet, and what it paid.
 *
 * @param number from 1 on each subnet
 * @param height of the block that it closed
 * @param emission what the subnet was emitted since the epoch before
 * @param ownerPaid the subnet owner's part
 * @param expertsPaid for being experts
 * @param validatorsPaid what validators kept: takes, and the dust of rounding
 * @param nominatorsPaid what all who had staked got, validators' owners among them
 * @param stateHash of all accounts and the subnet's neurons after the block, 64 hexadecimal digits
 */
public record EpochInfo(
    int netuid,
    long number,
    long height,
    Rao emission,
    Rao ownerPaid,
    Rao expertsPaid,
    Rao validatorsPaid,
    Rao nominatorsPaid,
    String stateHash) {}
