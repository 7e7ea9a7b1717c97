package witan.protocol.ledger;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.key.ColdkeySignature;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;

/**
 * A command with its author's signature. In JSON one object: {@code type}, the fields of the signed
 * struct in their order, {@code signature} or {@code hotkeySignature}, or both.
 *
 * @param signature the coldkey's; null in a hotkey's own commands
 * @param hotkeySignature the hotkey's, of its own commands, and its consent to be registered; null
 *     in all others
 */
public record SignedCommand(
    Command command,
    @Nullable ColdkeySignature signature,
    @Nullable HotkeySignature hotkeySignature) {

  public SignedCommand {
    if ((command instanceof OwnerCommand) != (signature != null)) {
      throw new IllegalArgumentException(
          "\"signature\" is the coldkey's, and belongs to a coldkey's command and to no other");
    }
    boolean isHotkeys = command instanceof NodeCommand || command instanceof Command.Register;
    if (isHotkeys != (hotkeySignature != null)) {
      throw new IllegalArgumentException(
          "\"hotkeySignature\" belongs to a command of type Register, to a hotkey's own commands,"
              + " and to no other");
    }
  }

  /** A command that no hotkey has to agree to. */
  public static SignedCommand sign(OwnerCommand command, Domain domain, ColdkeyPair coldkey) {
    return new SignedCommand(command, coldkey.sign(domain.digest(command)), null);
  }

  public static SignedCommand sign(
      Command.Register command, Domain domain, ColdkeyPair coldkey, HotkeyPair hotkey) {
    byte[] digest = domain.digest(command);
    return new SignedCommand(
        command, coldkey.sign(digest), HotkeySignature.of(command, digest, hotkey));
  }

  /** A hotkey's own command. */
  public static SignedCommand sign(NodeCommand command, Domain domain, HotkeyPair hotkey) {
    return new SignedCommand(
        command, null, HotkeySignature.of(command, domain.digest(command), hotkey));
  }

  /**
   * Checks who signed: some 150 µs of computing.
   *
   * @param digest the command's
   * @throws RefusedException if it was not the author, or not all who have to
   */
  public void verify(byte[] digest) {
    switch (command) {
      case OwnerCommand owner -> {
        Optional<Coldkey> signer = Objects.requireNonNull(signature).signer(digest);
        if (!signer.equals(Optional.of(owner.coldkey()))) {
          throw new RefusedException(
              Refusal.WRONG_SIGNATURE,
              "The signature is "
                  + signer.map(other -> other + "'s").orElse("nobody's")
                  + "; sign the command as typed data of the domain in GET /ledger, with "
                  + owner.coldkey()
                  + ".");
        }
        if (owner instanceof Command.Register register) {
          verify(digest, register.hotkey(), "register");
        }
      }
      case NodeCommand node -> verify(digest, node.hotkey(), "command");
    }
  }

  private void verify(byte[] digest, Hotkey hotkey, String purpose) {
    if (!Objects.requireNonNull(hotkeySignature).verify(command, digest, hotkey)) {
      throw new RefusedException(
          Refusal.WRONG_HOTKEY_SIGNATURE,
          "Hotkey "
              + hotkey
              + " signs \"witan:ledger."
              + purpose
              + "\" + \"\\n\" + the digest in hexadecimal.");
    }
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
    if (signature != null) {
      object.put("signature", signature.hex());
    }
    if (hotkeySignature != null) {
      object.put("hotkeySignature", hotkeySignature.base64());
    }
    return object;
  }
}
