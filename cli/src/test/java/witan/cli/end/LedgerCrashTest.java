package witan.cli.end;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.bench.MeasuredLedger;

/** The ledger's or the database's processes are killed under load; nothing is lost or doubled. */
class LedgerCrashTest {

  private static final int OWNERS = 4;

  @TempDir Path folder;

  @Test
  void nothingAcknowledgedIsLostAndNothingIsDoneTwice() throws Exception {
    killed(5);
  }

  @Test
  @Tag("long")
  void nothingIsLostOrDoneTwiceInFiftyCrashes() throws Exception {
    killed(50);
  }

  private void killed(int times) throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.prepare();
    List<String> settings = List.of("witan.block.every=200ms", "witan.genesis.subnets.1.tempo=4");
    try (MeasuredLedger ledger =
        new MeasuredLedger(home, new Ports(Launcher.freeBase()), settings)) {
      ledger.startDatabase();
      ledger.startLedger();
      Replicas replicas = new Replicas(List.of(ledger.url()));
      try (Load load = new Load(replicas, ledger.owner(), OWNERS)) {
        for (int seed = 0; seed < times; seed++) {
          SplittableRandom random = new SplittableRandom(seed);
          load.start();
          Thread.sleep(300 + random.nextInt(1_500));
          switch (random.nextInt(3)) {
            case 0 -> {
              ledger.killLedger();
              ledger.startLedger();
            }
            case 1 -> {
              ledger.killDatabase();
              ledger.startDatabase(); // the ledger has to find it again by itself
            }
            default -> { // as when the machine goes
              ledger.killDatabase();
              ledger.killLedger();
              ledger.startDatabase();
              ledger.startLedger();
            }
          }
          load.stop();
        }
        load.check();
      }
      replicas.verifiedBlocks();
    }
  }
}
