package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.bench.LedgerReplica;
import witan.cli.bench.MeasuredLedger;
import witan.consensus.tokenomics.Schedule;
import witan.protocol.Rao;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.EntryInfo;

/**
 * Two ledgers over one database, and the one that closes the blocks is lost under load: the other
 * goes on, and no block and no epoch is left out or doubled.
 */
class LedgerReplicasTest {

  private static final int OWNERS = 2;
  private static final int TEMPO = 4;

  /** What the clock gives a block, and then the leader counts as lost. */
  private static final Duration CLOCKS_PATIENCE = Duration.ofSeconds(30);

  /** Whose connection holds the clock's advisory lock, "WITA" in ASCII. */
  private static final String LEADER =
      "select application_name from pg_stat_activity join pg_locks using (pid)"
          + " where locktype = 'advisory' and granted and objid = 1464423489";

  @TempDir Path folder;

  @Test
  void theOtherGoesOnWhenTheLeaderIsKilled() throws Exception {
    lost(2, CLOCKS_PATIENCE, LedgerReplica::kill, LedgerReplica::start);
  }

  @Test
  @Tag("long")
  void theOtherGoesOnWhenTwentyLeadersAreKilled() throws Exception {
    lost(20, CLOCKS_PATIENCE, LedgerReplica::kill, LedgerReplica::start);
  }

  /** With its lines to the database open, perhaps in the middle of a transaction. */
  @Test
  @Tag("long")
  void theOtherGoesOnWhenTheLeaderHangs() throws Exception {
    lost(3, CLOCKS_PATIENCE.multipliedBy(3), LedgerReplica::freeze, LedgerReplica::thaw);
  }

  private void lost(
      int times, Duration patience, Consumer<LedgerReplica> lose, Consumer<LedgerReplica> bringBack)
      throws Exception {
    Home home = new Home(folder.resolve("home"));
    home.prepare();
    List<String> settings =
        List.of("witan.block.every=200ms", "witan.genesis.subnets.1.tempo=" + TEMPO);
    try (MeasuredLedger ledger =
        new MeasuredLedger(home, new Ports(Launcher.freeBase()), settings)) {
      LedgerReplica one = ledger.replica();
      LedgerReplica two = ledger.anotherReplica();
      ledger.startDatabase();
      // Both at once on an empty database: one of them founds the ledger.
      CompletableFuture.allOf(
              CompletableFuture.runAsync(one::start), CompletableFuture.runAsync(two::start))
          .join();
      Replicas replicas = new Replicas(List.of(one.url(), two.url()));
      try (Load load = new Load(replicas, ledger.owner(), OWNERS);
          Connection database = ledger.database().connect()) {
        load.start();
        for (int seed = 0; seed < times; seed++) {
          Thread.sleep(300 + new SplittableRandom(seed).nextInt(1_200));
          LedgerReplica leader = leads(one, database) ? one : two;
          LedgerReplica other = leader == one ? two : one;
          assertThat(leads(leader, database)).isTrue();
          lose.accept(leader);
          until(patience, () -> leads(other, database));
          long height = replicas.info().height();
          int paid = load.paid();
          until(
              patience, () -> replicas.info().height() > height + 2 && load.paid() > paid + OWNERS);
          if (seed < times - 1) { // at the end one is enough
            bringBack.accept(leader);
          }
        }
        load.stop();
        load.check();
      }
      check(replicas.verifiedBlocks());
    }
  }

  /** Heights follow one another, each mints once, and the owner is paid when an epoch is due. */
  private static void check(List<BlockContent> blocks) {
    for (int i = 0; i < blocks.size(); i++) {
      BlockContent block = blocks.get(i);
      long height = block.block().height();
      assertThat(height).isEqualTo(i + 1);
      assertThat(moved(block, "EMISSION")).containsExactly(new Rao(Rao.PER_TAO));
      assertThat(moved(block, "OWNER_CUT"))
          .as("epochs in block %d", height)
          .hasSize(Schedule.isDue(1, TEMPO, height) ? 1 : 0);
    }
  }

  private static List<Rao> moved(BlockContent block, String kind) {
    return block.entries().stream()
        .filter(entry -> entry.kind().equals(kind))
        .map(EntryInfo::amount)
        .toList();
  }

  private static boolean leads(LedgerReplica replica, Connection database) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet found = statement.executeQuery(LEADER)) {
      return found.next() && found.getString(1).equals(replica.name());
    }
  }

  private static void until(Duration patience, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
      Thread.sleep(50);
    }
  }
}
