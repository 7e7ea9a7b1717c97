package witan.protocol.address;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are the internet's, and not those of a machine itself or of a network within.
 *
 * <p>From IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890 and its
 * updates). An IPv6 address that wraps an IPv4 address (translated, 6to4, Teredo) is not public,
 * whatever it wraps: where the wrapping is undone, and into which network, can't be seen from here.
 * Java itself unwraps {@code ::ffff:a.b.c.d}.
 */
public final class PublicAddress {

  /** Of IPv4, which is public but for these. */
  private static final List<IpRange> SPECIAL =
      ranges(
          "0.0.0.0/8", // this host on this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // carriers' own, and metadata of one cloud
          "127.0.0.0/8", // loopback
          "168.63.129.16", // public by its number, but every Azure machine's host
          "169.254.0.0/16", // link-local, and most clouds' metadata
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments, and metadata of one cloud
          "192.0.2.0/24", // examples
          "192.88.99.0/24", // relays of 6to4
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // examples
          "203.0.113.0/24", // examples
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, and broadcast

  /** All of IPv6 that is given out: what lies outside is local, multicast, wrapped or reserved. */
  private static final IpRange GLOBAL_UNICAST = IpRange.parse("2000::/3");

  /** What is special of that. */
  private static final List<IpRange> SPECIAL_UNICAST =
      ranges(
          "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
          "2001:db8::/32", // examples
          "2002::/16", // 6to4
          "3fff::/20"); // examples

  private PublicAddress() {}

  /** Whether {@code address} is one of the internet's. */
  public static boolean is(InetAddress address) {
    if (address.getAddress().length == 4) {
      return isOutside(SPECIAL, address);
    }
    return GLOBAL_UNICAST.contains(address) && isOutside(SPECIAL_UNICAST, address);
  }

  private static boolean isOutside(List<IpRange> special, InetAddress address) {
    return special.stream().noneMatch(range -> range.contains(address));
  }

  private static List<IpRange> ranges(String... texts) {
    return Stream.of(texts).map(IpRange::parse).toList();
  }
}
