package witan.cli.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.network.Probe;

/** A ledger's process, on a database that others may share. Can be killed and started again. */
public final class LedgerReplica {

  private final Home home;
  private final String name;
  private final int port;
  private final Map<String, String> datasource;
  private final List<String> settings;
  private final HttpClient http;
  private @Nullable MeasuredProcess process;

  LedgerReplica(
      Home home,
      String name,
      int port,
      Map<String, String> datasource,
      List<String> settings,
      HttpClient http) {
    this.home = home;
    this.name = name;
    this.port = port;
    this.datasource = Map.copyOf(datasource);
    this.settings = List.copyOf(settings);
    this.http = http;
  }

  /** Starts it, and returns when it answers. */
  public void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC"));
    // So that the database can say whose connection is whose.
    command.add("-Dquarkus.datasource.reactive.additional-properties.application_name=" + name);
    settings.forEach(setting -> command.add("-D" + setting));
    command.add("-jar");
    command.add(
        Folders.repository().resolve("ledger/target/quarkus-app/quarkus-run.jar").toString());
    Map<String, String> environment = new HashMap<>(datasource);
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("WITAN_SERVICE_KEY", home.secret("service-key"));
    environment.put("WITAN_GENESIS_OWNER", home.owner().coldkey().address());
    MeasuredProcess started = MeasuredProcess.start(command, environment, home.log(name));
    process = started;
    started.await(Probe.http(http, url().resolve("/q/health/ready")));
  }

  /** Ends it at once, in whatever it is doing. */
  public void kill() {
    if (process != null) {
      process.kill();
    }
  }

  /** Stops it where it is, with its connections open, until {@link #thaw}. */
  public void freeze() {
    if (process != null) {
      process.signal(Signal.STOP);
    }
  }

  /** Lets it go on after {@link #freeze}. */
  public void thaw() {
    if (process != null) {
      process.signal(Signal.CONTINUE);
    }
  }

  /** The most memory that it has had at once, in bytes; 0 where that can't be told. */
  long peakMemory() {
    return process == null ? 0 : process.peakMemory();
  }

  /** Processor time that it has used. */
  Duration processor() {
    return process == null ? Duration.ZERO : process.processor();
  }

  /** What its connections to the database are called. */
  public String name() {
    return name;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }
}
