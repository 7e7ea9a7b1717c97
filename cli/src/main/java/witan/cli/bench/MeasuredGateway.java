package witan.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.Ports;
import witan.cli.eval.EvalNetwork;

/** One more gateway of a network, with settings of its own, for as long as it is measured. */
final class MeasuredGateway implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(2);

  private final Process process;
  private final URI url;

  /** Ctrl-C must leave no gateway behind. */
  private final Thread interrupted = Thread.ofPlatform().unstarted(this::stop);

  /**
   * Starts it and returns when it answers.
   *
   * @param name of its folder in the network's home, where its key and its log lie
   * @param settings as environment variables, besides where the network is
   */
  MeasuredGateway(EvalNetwork network, String name, int port, Map<String, String> settings) {
    Ports ports = network.ports();
    Path home = network.home().folder().resolve(name);
    url = URI.create("http://127.0.0.1:" + port);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-jar",
            Folders.repository().resolve("graphql/target/quarkus-app/quarkus-run.jar").toString());
    Map<String, String> environment = builder.environment();
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("WITAN_SERVICE_KEY", network.home().secret("service-key"));
    environment.put("WITAN_LEDGER_URL", "http://127.0.0.1:" + ports.ledger());
    environment.put("WITAN_FUNCTIONS_URL", "http://127.0.0.1:" + ports.functions());
    environment.put("WITAN_HOME", home.toString());
    environment.put("WITAN_ACCESS_ANONYMOUS", "true");
    environment.put("WITAN_ADVERTISE_URL", url.toString());
    environment.put("WITAN_EXPERTS_PRIVATE_ADDRESSES", "loopback");
    environment.putAll(settings);
    try {
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(network.home().log(name).toFile())
              .start();
    } catch (IOException e) {
      throw new Failure("The gateway " + name + " can't be started.", e);
    }
    Runtime.getRuntime().addShutdownHook(interrupted);
    awaitReady(name);
  }

  private void awaitReady(String name) {
    HttpRequest ready =
        HttpRequest.newBuilder(url.resolve("/q/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < deadline && process.isAlive()) {
        try {
          if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // Not yet.
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    throw new Failure("The gateway " + name + " did not become ready; its log says why.");
  }

  URI url() {
    return url;
  }

  @Override
  public void close() {
    stop();
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  private void stop() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
