package witan.cli.bench.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.bench.Installed;
import witan.cli.bench.MeasuredProcess;
import witan.cli.network.Probe;
import witan.protocol.key.HotkeyPair;

/** The processes that take part in a measurement of gateways; all end when it does. */
final class Processes implements AutoCloseable {

  private static final String PORTKEY = "@portkey-ai/gateway@1.15.2";
  private static final String LITELLM = "litellm[proxy]==1.106.2";
  private static final List<String> YOGA = List.of("graphql-yoga@5.24.1", "graphql@16.15.0");
  private static final String CHAT = "/v1/chat/completions";

  private final Home home;
  private final Ports ports;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<MeasuredProcess> started = new ArrayList<>();

  /** Ctrl-C must leave no process behind. */
  private final Thread interrupted = Thread.ofPlatform().unstarted(this::stop);

  /**
   * @param home for keys, settings and logs
   */
  Processes(Home home, Ports ports) {
    this.home = home;
    this.ports = ports;
    Runtime.getRuntime().addShutdownHook(interrupted);
  }

  LoadProcess load() {
    return new LoadProcess(own(Load.class));
  }

  /**
   * The mock expert, asked without a gateway: the line that everything is measured from. Ours know
   * it as an upstream.
   */
  Served mock() {
    List<String> command = new ArrayList<>(own(MockExpert.class));
    command.add(Integer.toString(mockPort()));
    write(
        home.upstream("mock"),
        Map.of(
            "url",
            "http://127.0.0.1:" + mockPort() + "/v1",
            "model",
            "mock",
            "hotkey",
            HotkeyPair.generate().hotkey().toString()));
    MeasuredProcess process = start("mock", command, Map.of(), mockPort(), "/");
    return new Served("NO GATEWAY", process, url(mockPort(), CHAT), Map.of(), "mock");
  }

  /** Our gateway alone, without a network behind it: the mock is its upstream. */
  Served witan() {
    return witan("WITAN", ports.graphql(), Map.of());
  }

  /** The same, and each request is a trace that is sent to a collector: the mock takes them too. */
  Served traced() {
    return witan(
        "WITAN, TRACED",
        ports.expert(4),
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + mockPort(),
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf"));
  }

  private Served witan(String name, int port, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    settings.put("WITAN_HOME", home.folder().toString());
    settings.put("WITAN_UPSTREAMS_LOOPBACK", "true");
    settings.put("WITAN_ACCESS_ANONYMOUS", "true");
    settings.put("WITAN_LEDGER_URL", "http://127.0.0.1:" + ports.ledger()); // nothing is there
    settings.put("WITAN_FUNCTIONS_URL", "http://127.0.0.1:" + ports.functions());
    settings.put("WITAN_SERVICE_KEY", home.secret("service-key"));
    Path jar = Folders.repository().resolve("graphql/target/quarkus-app/quarkus-run.jar");
    // As `./witan up` starts it.
    List<String> command = List.of(java(), "-Xmx256m", "-XX:+UseSerialGC", "-jar", jar.toString());
    String log = name.toLowerCase(Locale.ROOT).replace(", ", "-");
    MeasuredProcess process = start(log, command, settings, port, "/q/health/live");
    return new Served(name, process, url(port, CHAT), Map.of(), "witan/mock");
  }

  /** Portkey's gateway, by npm. */
  Served portkey(String without) {
    Path folder = Folders.cache().resolve("portkey-1.15.2");
    Installed.byNpm(folder, without, List.of(PORTKEY));
    int port = ports.expert(1);
    Path script = folder.resolve("node_modules/@portkey-ai/gateway/build/start-server.js");
    MeasuredProcess process =
        start(
            "portkey",
            List.of("node", script.toString(), "--headless", "--port=" + port),
            Map.of(),
            port,
            "/");
    Map<String, String> headers =
        Map.of(
            "x-portkey-provider", "openai",
            "x-portkey-custom-host", "http://127.0.0.1:" + mockPort() + "/v1",
            "Authorization", "Bearer none");
    return new Served("PORTKEY", process, url(port, CHAT), headers, "mock");
  }

  /** LiteLLM's proxy with two workers, by pip. */
  Served liteLlm(String without) {
    Path folder = Folders.cache().resolve("litellm-1.106.2");
    Installed.byPip(folder, without, LITELLM);
    int port = ports.expert(2);
    String key = "sk-" + home.secret("litellm-key"); // it takes no short one
    Path config = home.folder().resolve("litellm.yaml"); // JSON is YAML
    write(
        config,
        Map.of(
            "model_list",
            List.of(
                Map.of(
                    "model_name",
                    "mock",
                    "litellm_params",
                    Map.of(
                        "model",
                        "openai/mock",
                        "api_base",
                        "http://127.0.0.1:" + mockPort() + "/v1",
                        "api_key",
                        "none"))),
            "general_settings",
            Map.of("master_key", key)));
    List<String> command =
        List.of(
            folder.resolve("bin/litellm").toString(),
            "--config",
            config.toString(),
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--num_workers",
            "2");
    Map<String, String> settings =
        Map.of("LITELLM_LOCAL_MODEL_COST_MAP", "True", "LITELLM_LOG", "ERROR");
    MeasuredProcess process = start("litellm", command, settings, port, "/health/liveliness");
    Map<String, String> headers = Map.of("Authorization", "Bearer " + key);
    return new Served("LITELLM", process, url(port, CHAT), headers, "mock");
  }

  /** The GraphQL endpoint of our gateway. */
  static Served graphQl(Served witan) {
    return new Served("WITAN", witan.process(), witan.target().resolve("/graphql"), Map.of(), "");
  }

  /** GraphQL Yoga on Node's own HTTP server, by npm. */
  Served yoga(String without) {
    Path folder = Folders.cache().resolve("graphql-yoga-5.24.1");
    Installed.byNpm(folder, without, YOGA);
    int port = ports.expert(3);
    Path script = folder.resolve("server.mjs");
    try {
      Files.writeString(
          script,
          """
          import { createServer } from 'node:http';
          import { createSchema, createYoga } from 'graphql-yoga';
          const schema = createSchema({ typeDefs: 'type Query { hello: String }' });
          const yoga = createYoga({ schema, logging: false });
          createServer(yoga).listen(%d, '127.0.0.1');
          """
              .formatted(port));
    } catch (IOException e) {
      throw new Failure("The folder " + folder + " can't be written.", e);
    }
    MeasuredProcess process =
        start(
            "graphql-yoga",
            List.of("node", script.toString()),
            Map.of("NODE_ENV", "production"),
            port,
            "/health");
    return new Served("GRAPHQL-YOGA", process, url(port, "/graphql"), Map.of(), "");
  }

  private int mockPort() {
    return ports.expert(0);
  }

  private MeasuredProcess start(
      String name, List<String> command, Map<String, String> settings, int port, String health) {
    System.err.println("starting " + name + " ...");
    MeasuredProcess process = MeasuredProcess.start(command, settings, home.log(name));
    started.add(process);
    process.await(Probe.http(http, url(port, health)));
    return process;
  }

  /** A class of this program, in a JVM of its own. */
  private static List<String> own(Class<?> main) {
    return List.of(
        java(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        main.getName());
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static URI url(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static void write(Path file, Object content) {
    try {
      Home.writePrivate(file, Json.pretty(content));
    } catch (IOException e) {
      throw new Failure("The file " + file + " can't be written.", e);
    }
  }

  @Override
  public void close() {
    stop();
    http.close();
    Runtime.getRuntime().removeShutdownHook(interrupted);
  }

  private void stop() {
    started.forEach(MeasuredProcess::kill);
  }
}
