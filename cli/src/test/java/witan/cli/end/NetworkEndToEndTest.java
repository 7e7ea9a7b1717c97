package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Json;
import witan.cli.end.Launcher.Said;

/** One network from its start to its end; the order matters, as each test leaves it running. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetworkEndToEndTest {
  private static final String KNOWN_TO_COOKING = "Which people of West Sumatra created rendang?";
  private static final Duration ANSWER = Duration.ofMinutes(2);

  @TempDir private static Path folder;

  private static Launcher witan = new Launcher(Path.of(""), 0);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void up() {
    witan = new Launcher(folder.resolve("home"), Launcher.freeBase());
    Said said = witan.run("up", "--detach");
    assertThat(said.exit()).as(said.out() + said.err()).isZero();
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).contains("The network is ready").contains("curl http://127.0.0.1");
  }

  @AfterAll
  static void down() {
    List<Long> pids = witan.parts().valueStream().map(part -> part.path("pid").asLong()).toList();
    Said said = witan.run("down");

    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("No process is left");
    assertThat(pids).hasSize(7).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    assertThat(ProcessHandle.allProcesses().map(NetworkEndToEndTest::words))
        .noneMatch(words -> words.contains(folder.toString()));
    assertThat(witan.run("status").exit()).isEqualTo(3);
  }

  private static String words(ProcessHandle process) {
    return process.info().commandLine().orElse("");
  }

  private static HttpRequest chat(String question, boolean stream, int maxTokens) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", "witan").put("temperature", 0).put("stream", stream);
    body.put("max_tokens", maxTokens);
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + witan.portBase() + "/v1/chat/completions"))
        .timeout(ANSWER)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
  }

  private static JsonNode whole(String question, int maxTokens) throws Exception {
    HttpResponse<String> response =
        HTTP.send(chat(question, false, maxTokens), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.MAPPER.readTree(response.body());
  }

  private static String leader(JsonNode answer) {
    return answer
        .at("/witan/experts")
        .valueStream()
        .max(Comparator.comparingDouble(expert -> expert.path("weight").asDouble()))
        .orElseThrow()
        .path("name")
        .asText();
  }

  @Test
  @Order(1)
  void everyPartRunsAndIsReady() {
    assertThat(witan.parts().valueStream().map(part -> part.path("part").asText()))
        .containsExactlyInAnyOrder(
            "postgres", "ledger", "functions", "graphql", "cooking", "music", "sports");
    assertThat(witan.parts().valueStream().map(part -> part.path("state").asText()))
        .containsOnly("ready");
  }

  @Test
  @Order(2)
  void aQuestionIsAnsweredFromTheCorpusOfTheExpertThatKnows() throws Exception {
    JsonNode answer = whole(KNOWN_TO_COOKING, 48);

    assertThat(answer.at("/choices/0/message/content").asText()).contains("Minangkabau");
    assertThat(leader(answer)).isEqualTo("cooking");
    assertThat(answer.at("/usage/completion_tokens").asInt()).isPositive();
  }

  @Test
  @Order(3)
  void whatNobodysCorpusIsAboutIsAnsweredAllTheSame() throws Exception {
    assertThat(
            whole("What is the capital of France?", 32).at("/choices/0/message/content").asText())
        .contains("Paris");
  }

  @Test
  @Order(4)
  void askStreamsTheAnswerAndShowsTheWeights() {
    Said said = witan.run("ask", KNOWN_TO_COOKING);

    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.err()).isEmpty();
    assertThat(said.out()).contains("Minangkabau").contains("WEIGHT").contains("cooking");
  }

  @Test
  @Order(5)
  void theOfficialOpenAiClientChatsAndStreams() {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + witan.portBase() + "/v1")
            .apiKey("any")
            .timeout(ANSWER)
            .build();
    try {
      ChatCompletionCreateParams question =
          ChatCompletionCreateParams.builder()
              .model("witan")
              .temperature(0)
              .maxCompletionTokens(48)
              .addUserMessage(KNOWN_TO_COOKING)
              .build();
      String whole =
          client
              .chat()
              .completions()
              .create(question)
              .choices()
              .getFirst()
              .message()
              .content()
              .orElseThrow();
      StringBuilder streamed = new StringBuilder();
      try (var chunks = client.chat().completions().createStreaming(question)) {
        chunks.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .forEach(choice -> choice.delta().content().ifPresent(streamed::append));
      }

      assertThat(whole).contains("Minangkabau");
      assertThat(streamed).hasToString(whole);
    } finally {
      client.close();
    }
  }

  @Test
  @Order(6)
  void badInputIsRefusedWithASentence() {
    Said said = witan.run("ask", "Who?", "--temperature=9");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).startsWith("witan: ").contains("temperature");
  }

  @Test
  @Order(7)
  void aSecondNetworkInTheSameHomeOrOnTheSamePortsIsRefused() {
    Said second = witan.run("up", "--detach");
    assertThat(second.exit()).isEqualTo(1);
    assertThat(second.err()).contains("already running at http://127.0.0.1:" + witan.portBase());

    Said elsewhere = new Launcher(folder.resolve("other"), witan.portBase()).run("up", "--detach");
    assertThat(elsewhere.exit()).isEqualTo(1);
    assertThat(elsewhere.err()).contains("is in use by another program");
    assertThat(witan.parts()).hasSize(7);
  }

  @Test
  @Order(8)
  void anAnswerCompletesWhenTheLeadingExpertIsKilledInTheMiddle() throws Exception {
    String question = "Tell me at length how bread is baked and why the dough rises.";
    String leader = leader(whole(question, 8));
    long pid = witan.part(leader).path("pid").asLong();
    StringBuilder text = new StringBuilder();
    String finish = "";
    boolean killed = false;
    HttpResponse<InputStream> response =
        HTTP.send(chat(question, true, 160), HttpResponse.BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine();
          line != null && !line.equals("data: [DONE]");
          line = lines.readLine()) {
        if (!line.startsWith("data: ")) {
          continue;
        }
        JsonNode chunk = Json.MAPPER.readTree(line.substring("data: ".length()));
        assertThat(chunk.has("error")).as(line).isFalse();
        text.append(chunk.at("/choices/0/delta/content").asText(""));
        finish = chunk.at("/choices/0/finish_reason").asText(finish);
        if (!killed && !text.isEmpty()) {
          killed = ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        }
      }
    }

    assertThat(killed).isTrue();
    assertThat(finish).isIn("stop", "length");
    assertThat(text.length()).isGreaterThan(100);

    waitUntilBack(leader, pid);
  }

  /** A part that was killed is started again, and answers. */
  private static void waitUntilBack(String part, long oldPid) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (true) {
      JsonNode state = witan.part(part);
      if (state.path("state").asText().equals("ready") && state.path("pid").asLong() != oldPid) {
        assertThat(state.path("restarts").asInt()).isEqualTo(1);
        return;
      }
      assertThat(System.nanoTime()).as(state.toString()).isLessThan(deadline);
      Thread.sleep(500);
    }
  }

  @Test
  @Order(9)
  void logsAreShown() throws IOException {
    Said said = witan.run("logs", "cooking", "--lines=5");

    assertThat(said.exit()).isZero();
    assertThat(said.out().lines()).isNotEmpty().hasSizeLessThanOrEqualTo(5);
    assertThat(said.err()).isEmpty();
  }
}
