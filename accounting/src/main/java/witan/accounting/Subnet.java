package witan.accounting;

import witan.accounting.block.Genesis;
import witan.consensus.tokenomics.Adjustment;

/**
 * What changes of a subnet.
 *
 * @param maxUids places
 * @param neurons places taken
 * @param registrations ever done
 * @param burn what the next registration costs in rao, once the first ones are done
 * @param recent registrations since the price was adjusted last, without those that were free
 * @param share of the emission, relative to the other subnets'
 * @param lastStep the height of the last epoch; 0 before the first
 * @param epochs how many there were
 */
public record Subnet(
    int netuid,
    int maxUids,
    int neurons,
    long registrations,
    long burn,
    int recent,
    long share,
    long lastStep,
    long epochs) {

  /** One on which nobody is yet. */
  public static Subnet empty(Genesis.Subnet genesis) {
    return new Subnet(
        genesis.netuid(), genesis.maxUids(), 0, 0, genesis.burn(), 0, genesis.share(), 0, 0);
  }

  boolean isFull() {
    return neurons >= maxUids;
  }

  /** After a registration. */
  Subnet withAnother(boolean paid) {
    return new Subnet(
        netuid,
        maxUids,
        isFull() ? neurons : neurons + 1,
        registrations + 1,
        burn,
        paid ? recent + 1 : recent,
        share,
        lastStep,
        epochs);
  }

  /** At the end of an interval. */
  Subnet adjusted(Adjustment adjustment) {
    long next = adjustment.moves(0, recent).burn() ? adjustment.next(burn, recent) : burn;
    return new Subnet(netuid, maxUids, neurons, registrations, next, 0, share, lastStep, epochs);
  }

  /** After an epoch. */
  Subnet stepped(long height) {
    return new Subnet(
        netuid, maxUids, neurons, registrations, burn, recent, share, height, epochs + 1);
  }

  /** After a vote. */
  Subnet sharing(long nextShare) {
    return new Subnet(
        netuid, maxUids, neurons, registrations, burn, recent, nextShare, lastStep, epochs);
  }
}
