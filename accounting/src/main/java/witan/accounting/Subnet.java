package witan.accounting;

/**
 * What the rules of registration know of a subnet.
 *
 * @param maxUids places
 * @param neurons places taken
 * @param registrations ever done
 * @param burn what the next registration costs in rao, once the first ones are done
 */
public record Subnet(int netuid, int maxUids, int neurons, long registrations, long burn) {

  Subnet withAnother() {
    return new Subnet(netuid, maxUids, neurons + 1, registrations + 1, burn);
  }
}
