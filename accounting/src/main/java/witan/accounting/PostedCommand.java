package witan.accounting;

import java.nio.charset.StandardCharsets;
import witan.protocol.ledger.SignedCommand;

/**
 * A command as it stands in a block.
 *
 * @param hash what was signed: its EIP-712 digest in hexadecimal after 0x
 */
public record PostedCommand(SignedCommand command, String hash) {

  /** What is hashed: hash, signature and, if there is one, the hotkey's, with tabs between them. */
  public byte[] leaf() {
    var consent = command.hotkeySignature();
    String text = hash + "\t" + command.signature().hex();
    return (consent == null ? text : text + "\t" + consent.base64())
        .getBytes(StandardCharsets.UTF_8);
  }
}
