package witan.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.database.Postgres;
import witan.cli.network.Part;
import witan.protocol.key.ColdkeyPair;

/**
 * A ledger with a database of its own, real processes both, for as long as it is measured. Each can
 * be killed and started again.
 */
public final class MeasuredLedger implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);

  private final Home home;
  private final Ports ports;
  private final Postgres database;
  private final List<String> settings;
  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable Process postgres;
  private @Nullable Process ledger;

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
    Runtime.getRuntime().addShutdownHook(interrupted);
  }

  /** Starts the database, and returns when it answers. */
  public void startDatabase() {
    Part part = database.part(Folders.cache());
    postgres = start(part.command(), Map.of(), "postgres");
    await("PostgreSQL", () -> part.probe().ready());
  }

  /** Starts the ledger, and returns when it answers. */
  public void startLedger() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    settings.forEach(setting -> command.add("-D" + setting));
    command.add("-jar");
    command.add(
        Folders.repository().resolve("ledger/target/quarkus-app/quarkus-run.jar").toString());
    Map<String, String> environment = new HashMap<>(database.datasource());
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.ledger()));
    environment.put("WITAN_SERVICE_KEY", home.secret("service-key"));
    environment.put("WITAN_GENESIS_OWNER", home.owner().coldkey().address());
    ledger = start(command, environment, "ledger");
    HttpRequest ready =
        HttpRequest.newBuilder(url().resolve("/q/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    await(
        "The ledger",
        () -> http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
  }

  /** Ends the ledger at once, in whatever it is doing. */
  public void killLedger() {
    kill(ledger);
  }

  /** Ends the database at once, in whatever it is doing, all its processes. */
  public void killDatabase() {
    kill(postgres);
  }

  /** Processor time that the ledger has used. */
  Duration ledgerProcessor() {
    return processor(ledger);
  }

  /** Processor time that those of the database's processes have used that still run. */
  Duration databaseProcessor() {
    return processor(postgres);
  }

  private static Duration processor(@Nullable Process process) {
    if (process == null) {
      return Duration.ZERO;
    }
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + ports.ledger());
  }

  public Postgres database() {
    return database;
  }

  /** Whose the subnets are, and the first money. */
  public ColdkeyPair owner() {
    return home.owner();
  }

  private Process start(List<String> command, Map<String, String> environment, String name) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    try {
      return builder
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(home.log(name).toFile()))
          .start();
    } catch (IOException e) {
      throw new Failure(name + " can't be started.", e);
    }
  }

  private interface Question {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(String name, Question ready) {
    long deadline = System.nanoTime() + START.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        try {
          if (ready.holds()) {
            return;
          }
        } catch (IOException e) {
          // Not yet.
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Failure(name + " did not become ready; its log in " + home.logs() + " says why.");
  }

  private static void kill(@Nullable Process process) {
    if (process == null) {
      return;
    }
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(20, TimeUnit.SECONDS);
      for (ProcessHandle child : all) {
        child.onExit().get(20, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new Failure("A killed process does not end.", e);
    }
  }

  @Override
  public void close() {
    stop();
    http.close();
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  private void stop() {
    kill(ledger);
    kill(postgres);
  }
}
