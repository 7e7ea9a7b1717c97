package witan.protocol.address;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where an operator lets experts be: anywhere on the internet, and in those private ranges that
 * they name.
 *
 * @param ranges the private ranges
 */
public record AllowedAddresses(List<IpRange> ranges) {

  /** What operators name the ranges by. */
  public static final String PROPERTY = "witan.experts.private-addresses";

  /** The internet alone. */
  public static final AllowedAddresses PUBLIC = new AllowedAddresses(List.of());

  private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1");
  private static final List<String> PRIVATE =
      List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");

  public AllowedAddresses {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads what the property {@value #PROPERTY} holds.
   *
   * @param names each {@code loopback}, {@code private} (what RFC 1918 and RFC 4193 give to
   *     everybody's own networks) or a range like {@code 10.8.0.0/16}
   */
  public static AllowedAddresses parse(List<String> names) {
    List<IpRange> ranges = new ArrayList<>();
    for (String name : names) {
      List<String> texts =
          switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "loopback" -> LOOPBACK;
            case "private" -> PRIVATE;
            case "" -> List.of();
            default -> List.of(name.strip());
          };
      try {
        texts.forEach(text -> ranges.add(IpRange.parse(text)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            PROPERTY + " names loopback, private, or ranges; " + e.getMessage(), e);
      }
    }
    return new AllowedAddresses(ranges);
  }

  /** Whether an expert may be at {@code address}. */
  public boolean allows(InetAddress address) {
    return PublicAddress.is(address) || ranges.stream().anyMatch(range -> range.contains(address));
  }
}
