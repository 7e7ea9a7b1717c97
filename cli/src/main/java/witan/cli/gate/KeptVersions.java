package witan.cli.gate;

import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.cli.GlobalOptions;
import witan.cli.ledger.LedgerClient;
import witan.protocol.gate.ActiveGate;
import witan.protocol.gate.GateVersion;

/** The versions of the gate that the ledger of the running network keeps. */
final class KeptVersions implements AutoCloseable {

  private final LedgerClient ledger;

  /** Of the network that runs in the options' home, whose owner alone has its key. */
  KeptVersions(GlobalOptions options) {
    ledger = LedgerClient.ofOwner(options);
  }

  /** All of them, the latest first. */
  List<GateVersion> all() {
    return List.of(
        ledger.find("/gate/versions", GateVersion[].class).orElseThrow(ledger::noLedger));
  }

  /** Makes the gate go by a version; by nothing learned if it is null. */
  void activate(@Nullable String version) {
    ledger.put("/gate/active", new ActiveGate(version));
  }

  @Override
  public void close() {
    ledger.close();
  }
}
