package witan.cli.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.Witan;
import witan.cli.network.PretendedNetwork;
import witan.protocol.gate.ActiveGate;
import witan.protocol.gate.GateVersion;

class GateCommandTest {

  private static final String FIRST = "aaaa" + "1".repeat(60);
  private static final String SECOND = "aabb" + "2".repeat(60);

  @TempDir private Path folder;

  private Home home = new Home(Path.of(""));
  private HttpServer ledger;
  private List<String> kept = List.of(SECOND, FIRST);
  private @Nullable String active = SECOND;
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    home = new Home(folder.resolve("home"));
    ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ledger.createContext("/gate/", this::answer);
    ledger.start();
    int offset = new Ports(Ports.DEFAULT_BASE).ledger() - Ports.DEFAULT_BASE;
    PretendedNetwork.in(home, ledger.getAddress().getPort() - offset);
  }

  @AfterEach
  void stop() {
    ledger.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String key = "Bearer " + home.secret("service-key");
    if (!key.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      reply(exchange, 401, "{\"detail\":\"Another key is needed.\"}");
    } else if (exchange.getRequestMethod().equals("PUT")) {
      String wish = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      active = witan.protocol.Json.read(wish, ActiveGate.class).version();
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    } else {
      reply(exchange, 200, witan.protocol.Json.write(listed()));
    }
  }

  private List<GateVersion> listed() {
    List<GateVersion> listed = new ArrayList<>();
    for (String version : kept) {
      listed.add(
          new GateVersion(
              UUID.randomUUID(),
              version,
              version.equals(FIRST) ? null : FIRST,
              Instant.parse("2026-11-27T04:00:00.123456Z"),
              version.equals(active)));
    }
    return listed;
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private int gate(String... words) {
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      List<String> all = new ArrayList<>(List.of("--home=" + home.folder(), "gate"));
      all.addAll(List.of(words));
      return line.execute(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void versionsAreListedWithWhatTheyWereLearnedOnTopOf() {
    assertThat(gate("versions")).as(err.toString()).isZero();

    assertThat(said().lines().toList().get(0))
        .matches("VERSION +LEARNED ON TOP OF +STORED +ACTIVE");
    assertThat(said().lines().toList().get(1)).matches("aabb22222222  aaaa11111111 .* yes");
    assertThat(said().lines().toList().get(2)).matches("aaaa11111111  untaught .*\\d\\d:\\d\\d");
  }

  @Test
  void inJsonTheyAreWhole() throws IOException {
    assertThat(gate("versions", "--json")).isZero();

    JsonNode versions = Json.MAPPER.readTree(said());
    assertThat(versions).hasSize(2);
    assertThat(versions.get(0).path("version").asText()).isEqualTo(SECOND);
    assertThat(versions.get(0).path("parent").asText()).isEqualTo(FIRST);
    assertThat(versions.get(0).path("active").asBoolean()).isTrue();
    assertThat(versions.get(1).path("storedAt").asText()).isEqualTo("2026-11-27T04:00:00.123456Z");
  }

  @Test
  void aGateThatWasNeverTaughtIsSaidToBe() {
    kept = List.of();

    assertThat(gate("versions")).isZero();

    assertThat(said()).contains("has not been taught anything yet");
  }

  @Test
  void aRollbackIsOneCallAndItsFirstDigitsAreEnough() {
    assertThat(gate("rollback", "aaaa")).as(err.toString()).isZero();

    assertThat(active).isEqualTo(FIRST);
    assertThat(said()).contains("The gate goes by aaaa11111111.");
  }

  @Test
  void untaughtIsAVersionToo() {
    assertThat(gate("rollback", "untaught", "--json")).as(err.toString()).isZero();

    assertThat(active).isNull();
    assertThat(said()).contains("\"active\" : null");
    out.reset();
    gate("versions");
    assertThat(said()).contains("The gate goes by none of them");
  }

  @Test
  void digitsOfNoneOrOfSeveralVersionsChangeNothing() {
    assertThat(gate("rollback", "cc")).isEqualTo(1);
    assertThat(err.toString()).contains("begins with \"cc\"").contains("./witan gate versions");
    assertThat(gate("rollback", "aa")).isEqualTo(1);
    assertThat(err.toString()).contains("Several versions begin with \"aa\": aabb22222222, aaaa1");
    assertThat(gate("rollback", "")).isEqualTo(1);

    assertThat(active).isEqualTo(SECOND);
  }

  @Test
  void aLedgerThatIsGoneOrThatRefusesIsSaidToBe() {
    ledger.removeContext("/gate/");
    ledger.createContext(
        "/gate/", exchange -> reply(exchange, 401, "{\"detail\":\"Another key is needed.\"}"));
    assertThat(gate("versions")).isEqualTo(1);
    assertThat(err.toString()).contains("Refused: ").contains("Another key is needed.");

    ledger.stop(0);
    assertThat(gate("versions")).isEqualTo(1);
    assertThat(err.toString()).contains("does not answer").contains("./witan status");
  }

  @Test
  void withoutANetworkThereIsNoGate() {
    home = new Home(folder.resolve("other"));

    assertThat(gate("versions")).isEqualTo(3);

    assertThat(err.toString()).contains("No network runs");
    assertThat(home.folder()).as("no key is made for it").doesNotExist();
  }
}
