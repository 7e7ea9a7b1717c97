package witan.accounting;

import witan.consensus.tokenomics.Adjustment;

/**
 * What the rules of registration know of a subnet.
 *
 * @param maxUids places
 * @param neurons places taken
 * @param registrations ever done
 * @param burn what the next registration costs in rao, once the first ones are done
 * @param recent registrations since the price was adjusted last, without those that were free
 */
public record Subnet(
    int netuid, int maxUids, int neurons, long registrations, long burn, int recent) {

  /** One on which nobody is yet. */
  public static Subnet empty(int netuid, int maxUids, long burn) {
    return new Subnet(netuid, maxUids, 0, 0, burn, 0);
  }

  Subnet withAnother(boolean paid) {
    return new Subnet(
        netuid, maxUids, neurons + 1, registrations + 1, burn, paid ? recent + 1 : recent);
  }

  /** At the end of an interval. */
  Subnet adjusted(Adjustment adjustment) {
    long next = adjustment.moves(0, recent).burn() ? adjustment.next(burn, recent) : burn;
    return new Subnet(netuid, maxUids, neurons, registrations, next, 0);
  }
}
