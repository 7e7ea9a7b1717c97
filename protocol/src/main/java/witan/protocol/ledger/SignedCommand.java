package witan.protocol.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.ColdkeySignature;
import witan.protocol.key.HotkeyPair;

/**
 * A command with its coldkey's signature. In JSON one object: {@code type}, the fields of the
 * signed struct in their order, {@code signature}.
 *
 * @param hotkeySignature the hotkey's consent to be registered; null in all other commands
 */
public record SignedCommand(
    Command command, ColdkeySignature signature, @Nullable HotkeyConsent hotkeySignature) {

  public SignedCommand {
    if ((command instanceof Command.Register) != (hotkeySignature != null)) {
      throw new IllegalArgumentException(
          "\"hotkeySignature\" belongs to a command of type Register, and to no other");
    }
  }

  /** A command that no hotkey has to agree to. */
  public static SignedCommand sign(Command command, Domain domain, ColdkeyPair coldkey) {
    return new SignedCommand(command, coldkey.sign(domain.digest(command)), null);
  }

  public static SignedCommand sign(
      Command.Register command, Domain domain, ColdkeyPair coldkey, HotkeyPair hotkey) {
    byte[] digest = domain.digest(command);
    return new SignedCommand(command, coldkey.sign(digest), HotkeyConsent.of(digest, hotkey));
  }

  /**
   * Reads a command's JSON.
   *
   * @throws RefusedException if its amount can be none
   * @throws IllegalArgumentException if a field is missing or of the wrong kind; the message names
   *     it
   */
  @JsonCreator
  public static SignedCommand read(JsonNode json) {
    return CommandReader.read(json);
  }

  @JsonValue
  public Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    var struct = command.struct();
    object.put("type", struct.name());
    object.putAll(struct.json());
    object.put("signature", signature.hex());
    if (hotkeySignature != null) {
      object.put("hotkeySignature", hotkeySignature.base64());
    }
    return object;
  }
}
