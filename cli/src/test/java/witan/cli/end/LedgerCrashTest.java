package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
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
  private static final Duration HUNG = Duration.ofSeconds(100);
  private static final Duration RECOVERY = Duration.ofMinutes(1);

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

  /** Longer than any deadline of the ledger's, so that it has given up all that it began. */
  @Test
  @Tag("long")
  void aDatabaseThatHungIsUsedAgain() throws Exception {
    try (MeasuredLedger ledger = started()) {
      Replicas replicas = new Replicas(List.of(ledger.url()));
      try (Load load = new Load(replicas, ledger.owner(), OWNERS)) {
        load.start();
        for (int time = 0; time < 2; time++) {
          Thread.sleep(1_000);
          ledger.freezeDatabase();
          Thread.sleep(HUNG);
          ledger.thawDatabase();
          long height = replicas.info().height();
          int paid = load.paid();
          long deadline = System.nanoTime() + RECOVERY.toNanos();
          while (replicas.info().height() < height + 10 || load.paid() < paid + 100) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            Thread.sleep(200);
          }
        }
        load.stop();
        load.check();
      }
      replicas.verifiedBlocks();
    }
  }

  private MeasuredLedger started() {
    Home home = new Home(folder.resolve("home"));
    home.prepare();
    List<String> settings = List.of("witan.block.every=200ms", "witan.genesis.subnets.1.tempo=4");
    MeasuredLedger ledger = new MeasuredLedger(home, new Ports(Launcher.freeBase()), settings);
    ledger.startDatabase();
    ledger.startLedger();
    return ledger;
  }

  private void killed(int times) throws Exception {
    try (MeasuredLedger ledger = started()) {
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
