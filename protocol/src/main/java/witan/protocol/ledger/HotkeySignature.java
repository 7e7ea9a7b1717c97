package witan.protocol.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

/**
 * A hotkey's Ed25519 signature of a command, in Base64: its consent to be registered, or what makes
 * a command its own.
 *
 * <p>Signed are the UTF-8 bytes of {@code "witan:ledger.register\n"} or {@code
 * "witan:ledger.command\n"}, and the 64 hexadecimal digits of the command's EIP-712 digest.
 */
public record HotkeySignature(String base64) {

  public HotkeySignature {
    decoded(base64);
  }

  static HotkeySignature of(Command command, byte[] digest, HotkeyPair hotkey) {
    return new HotkeySignature(
        Base64.getEncoder().encodeToString(hotkey.sign(signed(command, digest))));
  }

  boolean verify(Command command, byte[] digest, Hotkey hotkey) {
    return hotkey.verify(signed(command, digest), decoded(base64));
  }

  private static byte[] signed(Command command, byte[] digest) {
    String purpose = command instanceof Command.Register ? "register" : "command";
    return ("witan:ledger." + purpose + "\n" + HexFormat.of().formatHex(digest))
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
