package witan.protocol.signature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import witan.protocol.Json;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

/**
 * A JSON text with its sender's signature. The payload travels as text, because only the text that
 * was signed can be checked; a relay may pass it on unread.
 *
 * <p>Signed are the UTF-8 bytes of {@code "witan:" + type + "\n" + payload}.
 *
 * @param type what the payload is, like {@code expert.register}
 * @param payload JSON, at most 1,000,000 characters
 * @param hotkey the sender
 * @param signature Ed25519, 64 bytes in Base64
 */
public record SignedMessage(String type, String payload, Hotkey hotkey, String signature) {

  public SignedMessage {
    if (type == null || payload == null || hotkey == null || signature == null) {
      throw new IllegalArgumentException(
          "a signed message has \"type\", \"payload\", \"hotkey\" and \"signature\"");
    }
    if (!type.matches("[a-z][a-z0-9.-]{0,63}")) {
      throw new IllegalArgumentException(
          "\"type\" is of lower-case letters, digits, dots and hyphens, at most 64");
    }
    if (payload.length() > 1_000_000) {
      throw new IllegalArgumentException(
          "\"payload\" has " + payload.length() + " characters; at most 1000000");
    }
    decoded(signature);
  }

  /** Signs {@code payload}, written as JSON. */
  public static SignedMessage of(String type, Object payload, HotkeyPair sender) {
    return sign(type, Json.write(payload), sender);
  }

  public static SignedMessage sign(String type, String payload, HotkeyPair sender) {
    byte[] signature = sender.sign(signed(type, payload));
    return new SignedMessage(
        type, payload, sender.hotkey(), Base64.getEncoder().encodeToString(signature));
  }

  /** Whether the signature is the hotkey's over this type and payload. */
  public boolean verify() {
    return hotkey.verify(signed(type, payload), decoded(signature));
  }

  /**
   * The payload as a record; {@link #verify} first.
   *
   * @throws IllegalArgumentException if it is not a valid one
   */
  public <T> T read(Class<T> payloadType) {
    return Json.read(payload, payloadType);
  }

  private static byte[] signed(String type, String payload) {
    return ("witan:" + type + "\n" + payload).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] decoded(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException notBase64) {
      bytes = new byte[0];
    }
    if (bytes.length != 64) {
      throw new IllegalArgumentException("\"signature\" is 64 bytes in Base64");
    }
    return bytes;
  }
}
