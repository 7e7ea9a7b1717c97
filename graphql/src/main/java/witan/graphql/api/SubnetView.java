package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.LedgerInfo.SubnetInfo;

/** A market with experts, validators and epochs of its own. */
@Type("Subnet")
public record SubnetView(
    int netuid,
    String name,
    int tempo,
    double emissionShare,
    RaoScalar pending,
    long nextEpochAt,
    int neurons) {

  static SubnetView of(SubnetInfo subnet) {
    return new SubnetView(
        subnet.netuid(),
        subnet.name(),
        subnet.tempo(),
        subnet.emissionShare(),
        new RaoScalar(subnet.pending().plus(subnet.reward())),
        subnet.nextEpochAt(),
        subnet.neurons());
  }
}
