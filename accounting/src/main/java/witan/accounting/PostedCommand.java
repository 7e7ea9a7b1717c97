package witan.accounting;

import java.nio.charset.StandardCharsets;
import witan.protocol.ledger.SignedCommand;

/**
 * A command as it stands in a block.
 *
 * @param hash what was signed: its EIP-712 digest in hexadecimal after 0x
 */
public record PostedCommand(SignedCommand command, String hash) {

  /** What is hashed: hash and signatures, the coldkey's first, with tabs between them, UTF-8. */
  public byte[] leaf() {
    StringBuilder text = new StringBuilder(hash);
    if (command.signature() != null) {
      text.append('\t').append(command.signature().hex());
    }
    if (command.hotkeySignature() != null) {
      text.append('\t').append(command.hotkeySignature().base64());
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
