package witan.protocol.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

/**
 * A hotkey's Ed25519 signature, in Base64, by which it agrees to be registered by a coldkey.
 *
 * <p>Signed are the UTF-8 bytes of {@code "witan:ledger.register\n"} and the 64 hexadecimal digits
 * of the command's EIP-712 digest.
 */
public record HotkeyConsent(String base64) {

  public HotkeyConsent {
    decoded(base64);
  }

  static HotkeyConsent of(byte[] digest, HotkeyPair hotkey) {
    return new HotkeyConsent(Base64.getEncoder().encodeToString(hotkey.sign(signed(digest))));
  }

  public boolean verify(byte[] digest, Hotkey hotkey) {
    return hotkey.verify(signed(digest), decoded(base64));
  }

  private static byte[] signed(byte[] digest) {
    return ("witan:ledger.register\n" + HexFormat.of().formatHex(digest))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] decoded(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      bytes = new byte[0];
    }
    if (bytes.length != 64) {
      throw new IllegalArgumentException("\"hotkeySignature\" is 64 bytes in Base64");
    }
    return bytes;
  }
}
