package witan.cli.network;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import witan.cli.Failure;
import witan.cli.Folders;

/** Makes a part of one of the Quarkus services that this repository builds. */
final class Service {
  static final String EXPERT_HEAP = "768m";
  static final String SERVICE_HEAP = "256m";

  /** The module whose engine computes with the JDK's vectors, which are there only if asked for. */
  private static final String VECTORISED = "inference";

  private final HttpClient client;
  private final Path repository;

  Service(HttpClient client, Path repository) {
    this.client = client;
    this.repository = repository;
  }

  Part part(
      String name,
      String module,
      String heap,
      int port,
      Map<String, String> environment,
      List<String> after,
      Path log) {
    Path jar = repository.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.isRegularFile(jar)) {
      throw new Failure("The service " + module + " is not built: " + jar + " is missing.");
    }
    URI health =
        URI.create(
            Blueprint.url(
                    Blueprint.reachable(environment.getOrDefault("QUARKUS_HTTP_HOST", "127.0.0.1")),
                    port)
                + "/q/health/ready");
    return new Part(
        name,
        command(module, heap, jar),
        environment,
        port,
        health,
        Probe.http(client, health),
        after,
        "TERM",
        log);
  }

  private static List<String> command(String module, String heap, Path jar) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    if (module.equals(VECTORISED)) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.addAll(ClassArchive.options(Folders.cache(), module, jar));
    command.add("-jar");
    command.add(jar.toString());
    return command;
  }
}
