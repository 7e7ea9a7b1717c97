package witan.graphql.api;

import java.util.Objects;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.network.NetworkInfo;

/**
 * The network and its money in a line.
 *
 * @param stateHash of the last epoch; before the first one, the genesis' hash
 */
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
    RaoScalar staked,
    String stateHash) {

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
        new RaoScalar(ledger.staked()),
        Objects.requireNonNullElse(ledger.stateHash(), ledger.domain().genesis()));
  }
}
