package witan.cli.network;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.Ports;
import witan.cli.database.Postgres;
import witan.protocol.address.AllowedAddresses;

/** Which parts a network is made of, and what each is told. */
final class Blueprint {
  private static final String LOOPBACK = "127.0.0.1";

  private final Home home;
  private final Ports ports;
  private final Service service;
  private final Map<String, String> environment;

  /**
   * @param environment of this process; datasource settings in it replace the own database
   */
  Blueprint(
      Home home, Ports ports, HttpClient client, Path repository, Map<String, String> environment) {
    this.home = home;
    this.ports = ports;
    this.service = new Service(client, repository);
    this.environment = environment;
  }

  boolean hasOwnDatabase() {
    return environment.keySet().stream()
        .noneMatch(name ->
            name.equals("QUARKUS_DATASOURCE_JDBC_URL")
                || name.equals("QUARKUS_DATASOURCE_REACTIVE_URL"));
  }

  /** The ports that must be free, by what will listen there. */
  Map<String, Integer> portsNeeded(List<ExpertFolder> experts) {
    Map<String, Integer> needed = new TreeMap<>();
    needed.put("graphql", ports.graphql());
    needed.put("functions", ports.functions());
    needed.put("ledger", ports.ledger());
    if (hasOwnDatabase()) {
      needed.put("postgres", ports.postgres());
    }
    for (int i = 0; i < experts.size(); i++) {
      needed.put(experts.get(i).name(), ports.expert(i));
    }
    return needed;
  }

  /**
   * Every part, each after those that it needs.
   *
   * @param privateAddresses where experts may be besides the internet and this machine ({@link
   *     AllowedAddresses#parse})
   * @param store for how long the gateway keeps what clients want kept, such as {@code 30d}; 0 to
   *     keep nothing
   */
  List<Part> parts(
      List<ExpertFolder> experts, String gatewayHost, List<String> privateAddresses, String store) {
    String allowed =
        String.join(",", Stream.concat(Stream.of("loopback"), privateAddresses.stream()).toList());
    List<Part> parts = new ArrayList<>();
    String serviceKey = home.secret("service-key");
    Map<String, String> datasource = Map.of();
    List<String> afterDatabase = List.of();
    if (hasOwnDatabase()) {
      Postgres postgres = new Postgres(home, ports.postgres(), home.secret("database-password"));
      parts.add(postgres.part(Folders.cache()));
      datasource = postgres.datasource();
      afterDatabase = List.of(Postgres.NAME);
    }
    parts.add(ledger(serviceKey, allowed, datasource, afterDatabase));
    parts.add(
        service.part(
            "functions",
            "functions",
            Service.SERVICE_HEAP,
            ports.functions(),
            with(common(LOOPBACK, ports.functions(), serviceKey), "WITAN_LEDGER_URL", ledgerUrl()),
            List.of(),
            home.log("functions")));
    for (int i = 0; i < experts.size(); i++) {
      String own = url(LOOPBACK, ports.expert(i));
      parts.add(expert(experts.get(i), LOOPBACK, ports.expert(i), ledgerUrl(), own));
    }
    Map<String, String> gateway = common(gatewayHost, ports.graphql(), serviceKey);
    gateway.put("WITAN_LEDGER_URL", ledgerUrl());
    gateway.put("WITAN_FUNCTIONS_URL", url(LOOPBACK, ports.functions()));
    gateway.put("WITAN_HOME", home.folder().toString());
    gateway.put("WITAN_ADVERTISE_URL", url(reachable(gatewayHost), ports.graphql()));
    // This machine is its owner's own; who comes from elsewhere needs a key.
    gateway.put("WITAN_ACCESS_ANONYMOUS", Boolean.toString(isLoopback(gatewayHost)));
    gateway.put("WITAN_UPSTREAMS_LOOPBACK", "true");
    gateway.put("WITAN_EXPERTS_PRIVATE_ADDRESSES", allowed);
    gateway.put("WITAN_GRAPHQL_DOCUMENTS_INTROSPECTION", "true");
    gateway.put("WITAN_STORED_KEEP", store);
    parts.add(
        service.part(
            "graphql",
            "graphql",
            Service.SERVICE_HEAP,
            ports.graphql(),
            gateway,
            List.of(),
            home.log("graphql")));
    return parts;
  }

  /**
   * One expert.
   *
   * @param networkUrl where it registers: a ledger, or a gateway, which passes that on
   * @param advertiseUrl where gateways reach it
   */
  Part expert(ExpertFolder expert, String host, int port, String networkUrl, String advertiseUrl) {
    Map<String, String> settings = common(host, port, "");
    settings.put("WITAN_EXPERT_FOLDER", expert.folder().toString());
    settings.put("WITAN_EXPERT_HOME", home.expert(expert.name()).toString());
    settings.put("WITAN_EXPERT_NAME", expert.name());
    settings.put("WITAN_NETWORK_URL", networkUrl);
    settings.put("WITAN_EXPERT_ADVERTISE_URL", advertiseUrl);
    return service.part(
        expert.name(),
        "inference",
        Service.EXPERT_HEAP,
        port,
        settings,
        List.of(),
        home.log(expert.name()));
  }

  private Part ledger(
      String serviceKey,
      String allowed,
      Map<String, String> datasource,
      List<String> afterDatabase) {
    Map<String, String> settings = common(LOOPBACK, ports.ledger(), serviceKey);
    // What common() hides from the other parts is the ledger's to have.
    environment.forEach((name, value) -> {
      if (name.startsWith("QUARKUS_DATASOURCE")) {
        settings.put(name, value);
      }
    });
    settings.putAll(datasource);
    settings.put("WITAN_BLOCK_EVERY", "1s");
    // Three experts could never name 1,024, nor give one of them a 65th at most.
    settings.put("WITAN_GENESIS_RULES_MIN_ALLOWED_WEIGHTS", "1");
    settings.put("WITAN_GENESIS_RULES_MAX_WEIGHT_LIMIT", "65535");
    settings.put("WITAN_GENESIS_RULES_WEIGHTS_RATE_LIMIT", "10");
    settings.put("WITAN_GENESIS_RULES_IMMUNITY_PERIOD", "400");
    // Experts here come back on other ports, and their owner is this machine's.
    settings.put("WITAN_REGISTRY_SERVING_INTERVAL", "0s");
    settings.put("WITAN_EXPERTS_PRIVATE_ADDRESSES", allowed);
    settings.put("WITAN_GENESIS_OWNER", home.owner().coldkey().address());
    return service.part(
        "ledger",
        "ledger",
        Service.SERVICE_HEAP,
        ports.ledger(),
        settings,
        afterDatabase,
        home.log("ledger"));
  }

  private Map<String, String> common(String host, int port, String serviceKey) {
    Map<String, String> settings = new HashMap<>();
    for (String name : environment.keySet()) {
      if (name.startsWith("QUARKUS_DATASOURCE")) {
        settings.put(name, ""); // the database's password is nobody else's business
      }
    }
    settings.put("QUARKUS_HTTP_HOST", host);
    settings.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    settings.put("WITAN_SERVICE_KEY", serviceKey);
    settings.put("WITAN_CACHE", Folders.cache().toString());
    // Asked until it is ready, a part would log each time that it isn't yet.
    settings.put("QUARKUS_LOG_CATEGORY__IO_SMALLRYE_HEALTH__LEVEL", "WARN");
    return settings;
  }

  private static Map<String, String> with(Map<String, String> settings, String key, String value) {
    settings.put(key, value);
    return settings;
  }

  String ledgerUrl() {
    return url(LOOPBACK, ports.ledger());
  }

  /** Whether nobody on another machine can reach what listens there. */
  static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.startsWith("127.");
  }

  /** The address by which a part that listens on {@code host} can be reached from this machine. */
  static String reachable(String host) {
    return host.equals("0.0.0.0") || host.equals("::") ? LOOPBACK : host;
  }

  static String url(String host, int port) {
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + literal + ":" + port).toString();
  }
}
