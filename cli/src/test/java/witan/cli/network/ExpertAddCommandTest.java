package witan.cli.network;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Witan;

class ExpertAddCommandTest {

  @TempDir private Path folder;

  private Home home = new Home(Path.of(""));
  private HttpServer gateway;
  private HttpServer server;
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    home = new Home(folder.resolve("home"));
    gateway = server();
    gateway.createContext("/graphql", exchange -> reply(exchange, 200, experts()));
    server = server();
    server.createContext(
        "/v1/models",
        exchange -> {
          String key = exchange.getRequestHeaders().getFirst("Authorization");
          boolean known = "Bearer secret".equals(key);
          reply(
              exchange,
              known ? 200 : 401,
              known ? "{\"data\":[{\"id\":\"giant-1\"},{\"id\":\"giant-2\"}]}" : "{}");
        });
    RunFolder.of(home, RunFolder.NETWORK)
        .write(
            new SupervisorState(
                ProcessMark.ofThisProcess(), 0, url(gateway), SupervisorState.READY, ""));
    Files.writeString(folder.resolve("key"), "secret\n");
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
    server.stop(0);
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** What a gateway lists: an expert of the ledger's, and the files in its home. */
  private String experts() throws IOException {
    List<String> nodes = new ArrayList<>(List.of("{\"node\":{\"name\":\"cooking\"}}"));
    Path upstreams = home.upstream("x").getParent();
    if (Files.isDirectory(upstreams)) {
      try (var files = Files.list(upstreams)) {
        files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.endsWith(".json"))
            .forEach(
                file -> nodes.add("{\"node\":{\"name\":\"" + file.replace(".json", "") + "\"}}"));
      }
    }
    return "{\"data\":{\"experts\":{\"edges\":[" + String.join(",", nodes) + "]}}}";
  }

  private int expert(String... words) {
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      List<String> all = new ArrayList<>(List.of("--home=" + home.folder(), "expert"));
      all.addAll(List.of(words));
      return line.execute(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
  }

  private String key() {
    return "--key-file=" + folder.resolve("key");
  }

  @Test
  void aServerIsAddedWithItsKeyInAFileThatOnlyItsOwnerMayRead() throws IOException {
    assertThat(expert("add", "giant", "--openai", url(server), key())).as(err.toString()).isZero();

    Path file = home.upstream("giant");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    JsonNode entry = Json.MAPPER.readTree(file.toFile());
    assertThat(entry.path("url").asText()).isEqualTo(url(server) + "/v1");
    assertThat(entry.path("model").asText()).isEqualTo("giant-1");
    assertThat(entry.path("key").asText()).isEqualTo("secret");
    assertThat(entry.path("hotkey").asText()).hasSize(64);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("witan/giant")
        .doesNotContain("secret");
  }

  @Test
  void aNameInUseIsRefused() {
    String url = url(server) + "/v1";
    assertThat(expert("add", "cooking", "--openai", url, key())).isEqualTo(1);
    assertThat(err.toString()).contains("cooking is already there");

    expert("add", "giant", "--openai", url, key(), "--model=giant-2");
    assertThat(expert("add", "giant", "--openai", url, key())).isEqualTo(1);
    assertThat(err.toString()).contains("giant is already there").contains("expert remove giant");

    assertThat(expert("add", "student", "--openai", url, key())).isEqualTo(1);
    assertThat(err.toString()).contains("'student' is already the name of a part");
  }

  @Test
  void aServerThatCannotBeAskedIsNotAdded() {
    String url = url(server) + "/v1";
    assertThat(expert("add", "giant", "--openai", url)).isEqualTo(1);
    assertThat(err.toString()).contains("--key-file");

    server.stop(0);
    assertThat(expert("add", "giant", "--openai", url, key())).isEqualTo(1);
    assertThat(err.toString()).contains("Nothing answers at " + url);
    assertThat(expert("add", "../giant", "--openai", url)).isEqualTo(1);
    assertThat(expert("add", "giant", "--openai", "localhost")).isEqualTo(1);
    assertThat(home.upstream("giant")).doesNotExist();
  }

  @Test
  void whatWasAddedIsRemovedKeyAndAll() {
    expert("add", "giant", "--openai", url(server), key());

    assertThat(expert("remove", "giant")).as(err.toString()).isZero();

    assertThat(home.upstream("giant")).doesNotExist();
    assertThat(expert("remove", "giant")).isEqualTo(1);
    assertThat(err.toString()).contains("No expert called giant was added");
  }

  @Test
  void withoutANetworkThereIsNothingToAddTo() throws IOException {
    home = new Home(Files.createDirectory(folder.resolve("other")));

    assertThat(expert("add", "giant", "--openai", url(server), key())).isEqualTo(3);
    assertThat(err.toString()).contains("No network runs");
  }
}
