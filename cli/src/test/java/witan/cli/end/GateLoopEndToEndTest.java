package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Folders;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.end.Launcher.Said;
import witan.protocol.gate.AuditedAnswer;
import witan.protocol.gate.LearnRequest;
import witan.protocol.key.Hotkey;

/**
 * Audits to version to answers and back, between real processes: ledger, functions, gateway and two
 * experts.
 */
@Tag("long") // a network of its own, started and stopped
class GateLoopEndToEndTest {
  private static final String QUESTION = "Which people of West Sumatra created rendang?";
  private static final String BOASTER = "boaster";
  private static final String HONEST = "honest";
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int AUDITS = 50;

  @TempDir private static Path folder;

  private static Launcher launcher = new Launcher(Path.of(""), 0);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** One answer: which version it names, and each expert's weight. */
  private record Answered(String gateVersion, Map<String, Double> weights) {}

  @BeforeAll
  static void up() throws IOException {
    Path experts = Files.createDirectory(folder.resolve("experts"));
    // Both know the same, so that only what audits say of them tells them apart.
    Path cooking = Folders.repository().resolve("inference/network/cooking");
    copy(cooking, experts.resolve(BOASTER));
    copy(cooking, experts.resolve(HONEST));
    launcher = new Launcher(folder.resolve("home"), Launcher.freeBase());
    Said said = launcher.run("up", "--detach", "--experts=" + experts);
    assertThat(said.exit()).as(said.out() + said.err()).isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path)));
      }
    }
  }

  @AfterAll
  static void down() {
    List<Long> pids =
        launcher.parts().valueStream().map(part -> part.path("pid").asLong()).toList();

    assertThat(launcher.run("down").exit()).isZero();

    assertThat(pids).hasSize(6).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
  }

  @Test
  void auditsMakeAVersionThatAnswersGoByUntilItIsRolledBack() throws Exception {
    Answered untaught = ask();
    assertThat(untaught.weights()).containsEntry(BOASTER, 0.5).containsEntry(HONEST, 0.5);
    try (Asking asking = new Asking()) {
      learn(audits());

      JsonNode versions = versions();
      assertThat(versions).hasSize(1);
      assertThat(versions.get(0).path("active").asBoolean()).isTrue();
      String learned = versions.get(0).path("version").asText();

      Answered taught = awaitVersion(untaught.gateVersion() + "." + learned.substring(0, 12));
      assertThat(taught.weights().getOrDefault(BOASTER, 0.0)).isLessThan(0.05);
      assertThat(taught.weights().get(HONEST)).isGreaterThan(0.95);

      assertThat(launcher.run("gate", "rollback", "untaught").exit()).isZero();
      assertThat(awaitVersion(untaught.gateVersion())).isEqualTo(untaught);
      assertThat(versions().get(0).path("active").asBoolean()).isFalse();

      Said again = launcher.run("gate", "rollback", learned.substring(0, 8));
      assertThat(again.exit()).as(again.err()).isZero();
      assertThat(awaitVersion(taught.gateVersion())).isEqualTo(taught);

      asking.stop();
      assertThat(asking.failures).isEmpty();
      assertThat(asking.answered).isGreaterThan(5);
    }
  }

  /** Whoever goes on asking the whole time. */
  private static final class Asking implements AutoCloseable {
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile int answered;
    private volatile boolean over;
    private final Thread thread = Thread.ofVirtual().start(this::run);

    private void run() {
      while (!over) {
        try {
          ask();
          answered++;
        } catch (Exception | AssertionError e) {
          failures.add(e.toString());
        }
      }
    }

    void stop() throws InterruptedException {
      over = true;
      assertThat(thread.join(SOON)).isTrue();
    }

    @Override
    public void close() {
      over = true;
    }
  }

  private static Answered ask() throws Exception {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", "witan").put("temperature", 0).put("max_tokens", 4);
    body.putArray("messages").addObject().put("role", "user").put("content", QUESTION);
    JsonNode answer =
        post(launcher.portBase(), "/v1/chat/completions", body.toString(), "Bearer any")
            .path("witan");
    Map<String, Double> weights = new HashMap<>();
    answer
        .path("experts")
        .forEach(one -> weights.put(one.path("name").asText(), one.path("weight").asDouble()));
    return new Answered(answer.path("gateVersion").asText(), weights);
  }

  private static Answered awaitVersion(String version) throws Exception {
    long deadline = System.nanoTime() + SOON.toNanos();
    Answered last = ask();
    while (!last.gateVersion().equals(version)) {
      assertThat(System.nanoTime()).as(last + " instead of " + version).isLessThan(deadline);
      Thread.sleep(100);
      last = ask();
    }
    return last;
  }

  /** Audits of an expert that always claims to know all and knows nothing, beside an honest one. */
  private static LearnRequest audits() throws Exception {
    ObjectNode question = Json.MAPPER.createObjectNode().put("question", QUESTION);
    JsonNode gate = post(functions(), "/gate", question.toString(), "Bearer any");
    float[] embedding = Json.MAPPER.treeToValue(gate.path("embedding"), float[].class);
    Map<String, Hotkey> hotkeys = new HashMap<>();
    gate.path("candidates")
        .forEach(candidate -> {
          JsonNode expert = candidate.at("/expert/descriptor");
          hotkeys.put(expert.path("name").asText(), new Hotkey(expert.path("hotkey").asText()));
        });
    List<AuditedAnswer> audits = new ArrayList<>();
    for (int i = 0; i < AUDITS; i++) {
      audits.add(
          new AuditedAnswer(
              embedding,
              Instant.now(),
              List.of(
                  new AuditedAnswer.Contribution(hotkeys.get(BOASTER), 1.0, 0),
                  new AuditedAnswer.Contribution(hotkeys.get(HONEST), 0.7, 0.9))));
    }
    return new LearnRequest(UUID.randomUUID(), audits);
  }

  private static void learn(LearnRequest request) throws Exception {
    post(
        functions(),
        "/learn",
        witan.protocol.Json.write(request),
        "Bearer " + new Home(launcher.home()).secret("service-key"));
  }

  private static JsonNode versions() throws IOException {
    Said said = launcher.run("gate", "versions", "--json");
    assertThat(said.exit()).as(said.err()).isZero();
    return Json.MAPPER.readTree(said.out());
  }

  private static int functions() {
    return new Ports(launcher.portBase()).functions();
  }

  private static JsonNode post(int port, String path, String body, String authorization)
      throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json")
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.MAPPER.readTree(response.body());
  }
}
