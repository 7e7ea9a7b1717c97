package witan.cli.weights;

import java.nio.file.Path;
import java.util.function.LongFunction;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Hotkeys;
import witan.cli.ledger.LedgerClient;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.NodeCommand;
import witan.protocol.ledger.NodeInfo;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/** Whose weights they are, and who signs. */
final class Validator {

  @Option(
      names = "--hotkey-file",
      required = true,
      paramLabel = "FILE",
      description = "The validator's hotkey, as ./witan key new made it.")
  private Path file = Path.of("");

  /** As it is said on the command line, a space ahead. */
  String words() {
    return " --hotkey-file " + file;
  }

  HotkeyPair key() {
    return Hotkeys.load(file);
  }

  /** What the ledger knows of it. */
  NodeInfo node(LedgerClient ledger) {
    HotkeyPair key = key();
    return ledger
        .node(key.hotkey())
        .orElseThrow(() ->
            new Failure(
                "Hotkey %s is not registered on this ledger: it needs a place on a subnet, and a permit to validate there."
                    .formatted(key.hotkey())));
  }

  /** Its place on a subnet. */
  NodeInfo.Seat seat(LedgerClient ledger, int netuid) {
    NodeInfo node = node(ledger);
    return node.seats().stream()
        .filter(seat -> seat.netuid() == netuid)
        .findFirst()
        .orElseThrow(() ->
            new Failure("Hotkey " + node.hotkey() + " has no place on subnet " + netuid + "."));
  }

  /**
   * Has a command of its own done.
   *
   * @param wording the command, by its nonce
   */
  Receipt say(LedgerClient ledger, LongFunction<NodeCommand> wording) {
    NodeCommand command = wording.apply(node(ledger).nonce() + 1);
    return ledger.post(
        SignedCommand.sign(command, ledger.info().domain(), key()),
        "./witan weights reveal says what is committed to.");
  }
}
