package witan.cli.bench;

import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import witan.accounting.SparseRow;
import witan.cli.Failure;
import witan.cli.Home;
import witan.cli.Ports;

/**
 * Epochs of a ledger with its database: read, computed, paid to everybody who has staked, and
 * committed. The neurons and stakes are put into the database beforehand, past the ledger's rules.
 */
final class PaidEpochs {

  private static final int VALIDATORS = 64;
  private static final int WARM_UPS = 4;
  private static final int ROUNDS = 7;
  private static final int PATIENCE_SECONDS = 180;

  /** The ledger's own lock of the open block; see its Posting. */
  private static final int OPEN_BLOCK = 0x57495442;

  private final MeasuredLedger ledger;
  private final int nominators;
  private final HttpClient http = HttpClient.newHttpClient();

  private PaidEpochs(MeasuredLedger ledger, int nominators) {
    this.ledger = ledger;
    this.nominators = nominators;
  }

  /**
   * What epochs of one size took, the medians of some.
   *
   * @param readMillis for neurons, weights, bonds and stakes out of the database
   * @param computeMillis for consensus and everybody's part
   * @param commitMillis for balances, entries, neurons and the hash of the state into it, durably
   * @param peakMebibytes the most memory that the ledger had had by then
   */
  record Time(
      int neurons,
      double readMillis,
      double computeMillis,
      double commitMillis,
      long peakMebibytes) {

    double millis() {
      return readMillis + computeMillis + commitMillis;
    }
  }

  /** Starts a ledger with a clock that is always ahead of it, and takes its times. */
  static List<Time> measure(Home home, Ports ports, List<Integer> sizes, int nominators)
      throws InterruptedException {
    List<String> settings =
        List.of(
            "witan.block.every=250ms",
            "witan.genesis.subnets.1.tempo=3",
            "witan.genesis.subnets.1.max-uids=65535");
    List<Time> times = new ArrayList<>();
    try (MeasuredLedger ledger = new MeasuredLedger(home, ports, settings)) {
      ledger.startDatabase();
      ledger.startLedger();
      PaidEpochs epochs = new PaidEpochs(ledger, nominators);
      for (int size : sizes) {
        epochs.seat(size);
        times.add(epochs.time(size));
      }
    }
    return times;
  }

  private Time time(int neurons) throws InterruptedException {
    List<double[]> rounds = new ArrayList<>();
    double[] last = phases();
    long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (rounds.size() < WARM_UPS + ROUNDS) {
      if (System.nanoTime() > deadline) {
        throw new Failure("The epochs take too long; the ledger's log may say why.");
      }
      Thread.sleep(40);
      double[] now = phases();
      // One that was missed, or was not all there yet, is no round.
      if (now[COUNT] == last[COUNT] + 1) {
        rounds.add(
            new double[] {
              now[READ] - last[READ], now[COMPUTE] - last[COMPUTE], now[COMMIT] - last[COMMIT]
            });
      }
      last = now;
    }
    List<double[]> measured = rounds.subList(WARM_UPS, rounds.size());
    return new Time(
        neurons,
        median(measured, 0),
        median(measured, 1),
        median(measured, 2),
        ledger.peakMemory() >> 20);
  }

  private static double median(List<double[]> rounds, int of) {
    double[] sorted = rounds.stream().mapToDouble(round -> round[of] * 1e3).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static final int COUNT = 0;
  private static final int READ = 1;
  private static final int COMPUTE = 2;
  private static final int COMMIT = 3;

  /** How many epochs there were, and the seconds of each phase of all of them together. */
  private double[] phases() {
    Metrics metrics = Metrics.of(http, ledger.url());
    return new double[] {
      metrics.sum("witan_epoch_seconds_count", "phase=\"commit\""),
      metrics.sum("witan_epoch_seconds_sum", "phase=\"read\""),
      metrics.sum("witan_epoch_seconds_sum", "phase=\"compute\""),
      metrics.sum("witan_epoch_seconds_sum", "phase=\"commit\"")
    };
  }

  /**
   * Fills subnet 1: validators who weigh everybody, and nominators, as many behind each of them.
   */
  private void seat(int neurons) {
    try (Connection connection = ledger.database().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(" + OPEN_BLOCK + ")");
      // Who was there is gone, with what was staked to it.
      statement.execute("delete from neuron where netuid = 1");
      statement.execute("delete from account where netuid = 1 and hotkey is not null");
      statement.execute(
          "insert into node (hotkey, coldkey, take, take_raised_at) select "
              + hotkey("n")
              + ", "
              + coldkey("n")
              + ", 11796, 0"
              + " from generate_series(0, "
              + (neurons - 1)
              + ") n on conflict do nothing");
      statement.execute(
          "insert into neuron (netuid, uid, hotkey, registered_at, last_update, permit)"
              + " select 1, n, "
              + hotkey("n")
              + ", 0, (select height from head), n < "
              + VALIDATORS
              + " from generate_series(0, "
              + (neurons - 1)
              + ") n");
      statement.execute(
          "update subnet set neurons = "
              + neurons
              + ", registrations = "
              + neurons
              + " where netuid = 1");
      // Each validator's stake differs, so that none is like another.
      String validator = "(n % " + VALIDATORS + ")";
      statement.execute(
          "insert into account (name, coldkey, hotkey, netuid, balance, nonce)"
              + " select 'stake:1:' || "
              + hotkey(validator)
              + " || ':' || "
              + coldkey("-n")
              + ", "
              + coldkey("-n")
              + ", "
              + hotkey(validator)
              + ", 1, 1000000000 + n::bigint * 1000003, 0 from generate_series(1, "
              + nominators
              + ") n");
      weigh(connection, neurons);
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("vacuum analyze");
    } catch (SQLException e) {
      throw new Failure(
          "The neurons can't be put into the database: " + Failure.reason(e) + ".", e);
    }
  }

  private static String hotkey(String number) {
    return "md5('h' || " + number + ") || md5('k' || " + number + ")";
  }

  private static String coldkey(String number) {
    return "'0x' || substr(md5('c' || " + number + ") || md5('d' || " + number + "), 1, 40)";
  }

  /** Validators agree on who is good, roughly. */
  private static void weigh(Connection connection, int neurons) throws SQLException {
    SplittableRandom random = new SplittableRandom(neurons);
    int[] uids = new int[neurons];
    int[] quality = random.ints(neurons, 1, 60_000).toArray();
    try (PreparedStatement update =
        connection.prepareStatement("update neuron set weights = ? where netuid = 1 and uid = ?")) {
      for (int validator = 0; validator < VALIDATORS; validator++) {
        int[] weights = new int[neurons];
        for (int uid = 0; uid < neurons; uid++) {
          uids[uid] = uid;
          weights[uid] = random.nextInt(quality[uid], quality[uid] + 5_000);
        }
        update.setBytes(1, SparseRow.of(uids, weights).bytes());
        update.setInt(2, validator);
        update.addBatch();
      }
      update.executeBatch();
    }
  }
}
