package witan.protocol.key;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import witan.protocol.typed.Keccak256;

/**
 * The public name of an owner's secp256k1 key: the address of an EVM account.
 *
 * <p>Kept and written as {@code 0x} and 40 lower-case hexadecimal digits. Capitals are read as
 * EIP-55 has them: they are a checksum, and where it is wrong the address is refused.
 */
public record Coldkey(String address) implements Comparable<Coldkey> {

  public Coldkey {
    if (!address.matches("0x[0-9a-f]{40}")) {
      throw new IllegalArgumentException(
          "an address is 0x and 40 lower-case hexadecimal digits: " + shown(address));
    }
  }

  /**
   * Reads an address in one case, or with EIP-55's checksum.
   *
   * @throws IllegalArgumentException if it is none, or the checksum is wrong
   */
  @JsonCreator
  public static Coldkey parse(String text) {
    if (!text.matches("0x[0-9a-fA-F]{40}")) {
      throw new IllegalArgumentException(
          "an address is 0x and 40 hexadecimal digits: " + shown(text));
    }
    Coldkey coldkey = new Coldkey(text.toLowerCase(Locale.ROOT));
    String digits = text.substring(2);
    boolean oneCase =
        digits.equals(digits.toLowerCase(Locale.ROOT))
            || digits.equals(digits.toUpperCase(Locale.ROOT));
    if (!oneCase && !text.equals(coldkey.checksummed())) {
      throw new IllegalArgumentException(
          "the capitals of address " + text + " are not EIP-55's; a digit may be mistyped");
    }
    return coldkey;
  }

  /** Of an uncompressed point: the last 20 bytes of the hash of its 64 bytes x ‖ y. */
  static Coldkey ofPoint(byte[] xAndY) {
    byte[] hash = Keccak256.of(xAndY);
    return new Coldkey("0x" + HexFormat.of().formatHex(hash, 12, 32));
  }

  /** The 20 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(address, 2, 42);
  }

  /** With EIP-55's capitals, as wallets show it. */
  public String checksummed() {
    String digits = address.substring(2);
    byte[] hash = Keccak256.of(digits.getBytes(StandardCharsets.US_ASCII));
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      int nibble = (hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
      char digit = digits.charAt(i);
      text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
    }
    return text.toString();
  }

  @Override
  public int compareTo(Coldkey other) {
    return Arrays.compareUnsigned(bytes(), other.bytes());
  }

  @JsonValue
  @Override
  public String toString() {
    return address;
  }

  private static String shown(String text) {
    return text.length() <= 50 ? text : text.substring(0, 50) + "…";
  }
}
