package witan.protocol.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Says which addresses a host has; blocks as long as the resolver takes. */
@FunctionalInterface
public interface HostLookup {

  /** The machine's own resolver. An address is its own answer. */
  HostLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  /**
   * All addresses of {@code host}, at least one.
   *
   * @throws UnknownHostException when it has none, or nobody says so
   */
  List<InetAddress> of(String host) throws UnknownHostException;

  /** Whether a host is an address, which {@link #of} does not have to ask anybody for. */
  static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
