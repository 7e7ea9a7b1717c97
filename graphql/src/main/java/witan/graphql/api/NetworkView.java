package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.network.NetworkInfo;

/** The network and its money in a line. */
@Type("Network")
public record NetworkView(
    String name,
    int experts,
    int gateways,
    long height,
    double blockSeconds,
    RaoScalar issuance,
    RaoScalar maxSupply,
    RaoScalar blockEmission,
    RaoScalar nextHalvingAt,
    RaoScalar staked) {

  static NetworkView of(NetworkInfo network, LedgerInfo ledger) {
    return new NetworkView(
        network.name(),
        network.experts(),
        network.gateways(),
        ledger.height(),
        ledger.blockSeconds(),
        new RaoScalar(ledger.issuance()),
        new RaoScalar(ledger.maxSupply()),
        new RaoScalar(ledger.blockEmission()),
        new RaoScalar(ledger.nextHalvingAt()),
        new RaoScalar(ledger.staked()));
  }
}
