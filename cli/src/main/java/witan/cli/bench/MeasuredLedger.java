package witan.cli.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.database.Postgres;
import witan.cli.network.Part;
import witan.protocol.key.ColdkeyPair;

/**
 * A ledger with a database of its own, real processes both, for as long as it is measured. Each can
 * be killed and started again, and the ledger can have more than one replica.
 */
public final class MeasuredLedger implements AutoCloseable {

  private final Home home;
  private final Ports ports;
  private final Postgres database;
  private final List<String> settings;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<LedgerReplica> replicas = new ArrayList<>();
  private @Nullable MeasuredProcess postgres;

  /** Ctrl-C must leave no process behind. */
  private final Thread interrupted = Thread.ofPlatform().unstarted(this::stop);

  /**
   * @param settings of the ledger, as {@code name=value}
   */
  public MeasuredLedger(Home home, Ports ports, List<String> settings) {
    this.home = home;
    this.ports = ports;
    this.database = new Postgres(home, ports.postgres(), home.secret("database-password"));
    this.settings = List.copyOf(settings);
    add("ledger", ports.ledger());
    Runtime.getRuntime().addShutdownHook(interrupted);
  }

  private LedgerReplica add(String name, int port) {
    LedgerReplica replica =
        new LedgerReplica(home, name, port, database.datasource(), settings, http);
    replicas.add(replica);
    return replica;
  }

  /** The replica that is there from the beginning. */
  public LedgerReplica replica() {
    return replicas.getFirst();
  }

  /** One more on the same database, not started yet. */
  public LedgerReplica anotherReplica() {
    int number = replicas.size();
    return add("ledger-" + (number + 1), ports.expert(number)); // no expert is measured here
  }

  /** Starts the database, and returns when it answers. */
  public void startDatabase() {
    Part part = database.part(Folders.cache());
    MeasuredProcess started =
        MeasuredProcess.start(part.command(), Map.of(), home.log(Postgres.NAME));
    postgres = started;
    started.await(part.probe());
  }

  /** Starts the ledger, and returns when it answers. */
  public void startLedger() {
    replica().start();
  }

  /** Ends the ledger at once, in whatever it is doing. */
  public void killLedger() {
    replica().kill();
  }

  /** Ends the database at once, in whatever it is doing, all its processes. */
  public void killDatabase() {
    if (postgres != null) {
      postgres.kill();
    }
  }

  /** The most memory that the ledger has had at once, in bytes; 0 where that can't be told. */
  long peakMemory() {
    return replica().peakMemory();
  }

  /** Stops the database where it is, with its connections open, until {@link #thawDatabase}. */
  public void freezeDatabase() {
    if (postgres != null) {
      postgres.signal(Signal.STOP);
    }
  }

  /** Lets the database go on after {@link #freezeDatabase}. */
  public void thawDatabase() {
    if (postgres != null) {
      postgres.signal(Signal.CONTINUE);
    }
  }

  /** Processor time that the ledger has used. */
  Duration ledgerProcessor() {
    return replica().processor();
  }

  /** Processor time that those of the database's processes have used that still run. */
  Duration databaseProcessor() {
    return postgres == null ? Duration.ZERO : postgres.processor();
  }

  public URI url() {
    return replica().url();
  }

  public Postgres database() {
    return database;
  }

  /** Whose the subnets are, and the first money. */
  public ColdkeyPair owner() {
    return home.owner();
  }

  @Override
  public void close() {
    stop();
    http.close();
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  private void stop() {
    replicas.forEach(LedgerReplica::kill);
    killDatabase();
  }
}
