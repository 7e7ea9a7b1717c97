package witan.protocol.key;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A coldkey's signature as wallets give it: 65 bytes r ‖ s ‖ v in hexadecimal after {@code 0x}, v
 * being 27 or 28 (0 and 1 are read as these).
 */
public record ColdkeySignature(String hex) {

  private static final HexFormat HEX = HexFormat.of();

  public ColdkeySignature {
    if (!hex.matches("0x[0-9a-fA-F]{130}")) {
      throw new IllegalArgumentException(
          "a signature is 0x and 130 hexadecimal digits, the 65 bytes r, s and v");
    }
  }

  @JsonCreator
  public static ColdkeySignature parse(String hex) {
    return new ColdkeySignature(hex);
  }

  static ColdkeySignature of(byte[] bytes) {
    return new ColdkeySignature("0x" + HEX.formatHex(bytes));
  }

  /** Whose signature it is over {@code digest} (32 bytes); none if it can be nobody's. */
  public Optional<Coldkey> signer(byte[] digest) {
    byte[] bytes = HEX.parseHex(hex, 2, hex.length());
    if (bytes[64] == 0 || bytes[64] == 1) {
      bytes[64] += 27;
    }
    return Secp256k1.recover(digest, bytes).map(Coldkey::ofPoint);
  }

  @JsonValue
  @Override
  public String toString() {
    return hex;
  }
}
