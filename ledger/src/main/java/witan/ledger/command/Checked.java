package witan.ledger.command;

import java.util.HexFormat;
import java.util.Optional;
import witan.accounting.PostedCommand;
import witan.ledger.journal.Outcome;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.Command;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.SignedCommand;

/** What the check of a command's signatures said. */
sealed interface Checked {

  /** They are right. */
  record Right(PostedCommand command) implements Checked {}

  /** They are not. */
  record Wrong(Outcome.Refused refused) implements Checked {}

  /** Checks a command: some 150 µs of computing, so not for an event loop. */
  static Checked of(SignedCommand signed, Domain domain) {
    Command command = signed.command();
    byte[] digest = domain.digest(command);
    Optional<Coldkey> signer = signed.signature().signer(digest);
    if (!signer.equals(Optional.of(command.coldkey()))) {
      return wrong(
          Refusal.WRONG_SIGNATURE,
          "The signature is "
              + signer.map(other -> other + "'s").orElse("nobody's")
              + "; sign the command as typed data of the domain in GET /ledger, with "
              + command.coldkey()
              + ".");
    }
    var consent = signed.hotkeySignature();
    if (command instanceof Command.Register register
        && (consent == null || !consent.verify(digest, register.hotkey()))) {
      return wrong(
          Refusal.WRONG_HOTKEY_SIGNATURE,
          "The hotkey agrees by signing \"witan:ledger.register\" + \"\\n\" + the digest in"
              + " hexadecimal.");
    }
    return new Right(new PostedCommand(signed, "0x" + HexFormat.of().formatHex(digest)));
  }

  private static Checked wrong(Refusal reason, String detail) {
    return new Wrong(new Outcome.Refused(reason, detail));
  }
}
