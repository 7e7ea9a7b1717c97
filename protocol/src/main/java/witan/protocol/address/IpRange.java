package witan.protocol.address;

import java.net.InetAddress;

/**
 * The addresses that begin with the same bits, as CIDR writes them: {@code 10.0.0.0/8}. A range
 * holds addresses of its own family alone.
 *
 * @param first the lowest of them
 * @param bits how many bits they share, from 0 to 32, or to 128 for IPv6
 */
public record IpRange(InetAddress first, int bits) {

  public IpRange {
    byte[] bytes = first.getAddress();
    if (bits < 0 || bits > 8 * bytes.length) {
      throw new IllegalArgumentException(
          "a range of such addresses shares 0 to " + 8 * bytes.length + " bits, not " + bits);
    }
    for (int bit = bits; bit < 8 * bytes.length; bit++) {
      if (bit(bytes, bit)) {
        throw new IllegalArgumentException(
            first.getHostAddress() + " is not the first address of a range of " + bits + " bits");
      }
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, or one address alone.
   *
   * @throws IllegalArgumentException when it is neither; names are not looked up
   */
  public static IpRange parse(String text) {
    int slash = text.indexOf('/');
    try {
      InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int all = 8 * first.getAddress().length;
      return new IpRange(first, slash < 0 ? all : Integer.parseInt(text.substring(slash + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no range of addresses like 10.0.0.0/8 or fd00::/8", e);
    }
  }

  /** Whether {@code address} is one of them. */
  public boolean contains(InetAddress address) {
    byte[] mine = first.getAddress();
    byte[] other = address.getAddress();
    if (mine.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (bit(mine, bit) != bit(other, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] bytes, int bit) {
    return (bytes[bit / 8] & (0x80 >>> bit % 8)) != 0;
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
