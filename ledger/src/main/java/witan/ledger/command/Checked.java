package witan.ledger.command;

import java.util.HexFormat;
import witan.accounting.PostedCommand;
import witan.ledger.journal.Outcome;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.RefusedException;
import witan.protocol.ledger.SignedCommand;

/** What the check of a command's signatures said. */
sealed interface Checked {

  /** They are right. */
  record Right(PostedCommand command) implements Checked {}

  /** They are not. */
  record Wrong(Outcome.Refused refused) implements Checked {}

  /** Checks a command: some 150 µs of computing, so not for an event loop. */
  static Checked of(SignedCommand signed, Domain domain) {
    byte[] digest = domain.digest(signed.command());
    try {
      signed.verify(digest);
      return new Right(new PostedCommand(signed, "0x" + HexFormat.of().formatHex(digest)));
    } catch (RefusedException e) {
      return new Wrong(new Outcome.Refused(e.reason(), String.valueOf(e.getMessage())));
    }
  }
}
