package witan.accounting;

import java.util.List;
import witan.protocol.Rao;
import witan.protocol.ledger.EpochInfo;

/**
 * An epoch that was run, and what it paid, in rao.
 *
 * @param number from 1 on each subnet
 * @param emission what the subnet was emitted since the epoch before
 * @param ownerPaid the subnet owner's part
 * @param expertsPaid for being experts
 * @param validatorsPaid takes, and the dust of sharing out the rest
 * @param nominatorsPaid what was shared out by stake
 * @param neurons by uid, as the epoch left them
 */
public record EpochRun(
    int netuid,
    long number,
    long emission,
    long ownerPaid,
    long expertsPaid,
    long validatorsPaid,
    long nominatorsPaid,
    List<Paid> neurons) {

  /**
   * A neuron.
   *
   * @param stake behind it before it was paid
   * @param toNominators what was shared out by stake, its owner's share included
   */
  public record Paid(Neuron neuron, long stake, long toNominators) {}

  public EpochRun {
    neurons = List.copyOf(neurons);
  }

  /**
   * As it is told.
   *
   * @param stateHash what {@code State.hash} gives after the block
   */
  public EpochInfo info(long height, String stateHash) {
    return new EpochInfo(
        netuid,
        number,
        height,
        new Rao(emission),
        new Rao(ownerPaid),
        new Rao(expertsPaid),
        new Rao(validatorsPaid),
        new Rao(nominatorsPaid),
        stateHash);
  }
}
