package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;
import witan.protocol.network.NetworkInfo;

/** The network in a line. */
@Type("Network")
public record NetworkView(String name, int experts, int gateways, long height) {

  static NetworkView of(NetworkInfo network) {
    return new NetworkView(network.name(), network.experts(), network.gateways(), network.height());
  }
}
