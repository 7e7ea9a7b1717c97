package witan.graphql.transport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class WebSocketTest {

  private static final String INIT = "{\"type\":\"connection_init\"}";

  @TestHTTPResource("/graphql")
  URI http = URI.create("http://127.0.0.1");

  /** What the server sends, and how it closes. */
  private final class Client implements WebSocket.Listener, AutoCloseable {

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private final HttpClient client = HttpClient.newHttpClient();

    Client() {
      this("/graphql");
    }

    Client(String path) {
      socket =
          client
              .newWebSocketBuilder()
              .subprotocols("graphql-transport-ws")
              .buildAsync(URI.create(http.resolve(path).toString().replace("http:", "ws:")), this)
              .join();
    }

    Client send(String message) {
      socket.sendText(message, true).join();
      return this;
    }

    Client subscribe(String id, String query) {
      return send(
          Json.write(Map.of("id", id, "type", "subscribe", "payload", Map.of("query", query))));
    }

    JsonNode next() throws Exception {
      return new ObjectMapper().readTree(received.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        received.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      socket.abort();
      client.shutdownNow();
    }
  }

  @Test
  void epochsStreamWithTheNeuronsOfEach() throws Exception {
    try (Client client = new Client()) {
      client
          .send(INIT)
          .subscribe("1", "subscription{epochs(netuid:1){number neurons{hotkey incentive}}}");

      assertThat(client.next().path("type").asText()).isEqualTo("connection_ack");
      JsonNode first = client.next().at("/payload/data/epochs");
      JsonNode second = client.next().at("/payload/data/epochs");
      assertThat(second.path("number").asLong()).isEqualTo(first.path("number").asLong() + 1);
      assertThat(first.path("neurons")).hasSize(6);
      assertThat(second.path("neurons")).hasSize(6);
    }
  }

  @Test
  void anAnswerStreams() throws Exception {
    try (Client client = new Client()) {
      client.send(INIT).subscribe("1", SubscriptionTest.ASK.formatted(5, ""));

      assertThat(client.next().path("type").asText()).isEqualTo("connection_ack");
      for (String type :
          "Routed TokenDelta TokenDelta TokenDelta TokenDelta TokenDelta Answer".split(" ")) {
        JsonNode event = client.next();
        assertThat(event.path("type").asText()).isEqualTo("next");
        assertThat(event.path("id").asText()).isEqualTo("1");
        assertThat(event.at("/payload/data/ask/__typename").asText()).isEqualTo(type);
      }
      assertThat(client.next().path("type").asText()).isEqualTo("complete");
    }
  }

  @Test
  void queriesAndPingsAreAnsweredAndBadDocumentsAreErrors() throws Exception {
    try (Client client = new Client()) {
      client.send(INIT).subscribe("q", "{__typename}");
      client.next();

      assertThat(client.next().at("/payload/data/__typename").asText()).isEqualTo("Query");
      assertThat(client.next().path("type").asText()).isEqualTo("complete");
      client.subscribe("q", "{nothing}");
      JsonNode error = client.next();
      assertThat(error.path("type").asText()).isEqualTo("error");
      assertThat(error.at("/payload/0/extensions/code").asText())
          .isEqualTo("GRAPHQL_VALIDATION_FAILED");
      client.subscribe("q", "{" + "a{".repeat(30) + "b" + "}".repeat(30) + "}");
      assertThat(client.next().at("/payload/0/extensions/code").asText()).isEqualTo("QUERY_LIMIT");
      client.send("{\"type\":\"ping\",\"payload\":{\"a\":1}}");
      assertThat(client.next().path("type").asText()).isEqualTo("pong");
    }
  }

  @Test
  void completeStopsAnAnswer() throws Exception {
    double before = cancelled();
    try (Client client = new Client()) {
      client.send(INIT).subscribe("1", SubscriptionTest.ASK.formatted(1_000_000, ""));
      client.next();
      client.next();
      client.send("{\"type\":\"complete\",\"id\":\"1\"}");

      awaitCancelledBeyond(before);
    }
  }

  @Test
  void aSocketThatGoesAwayStopsItsAnswers() throws Exception {
    double before = cancelled();
    try (Client client = new Client()) {
      client.send(INIT).subscribe("1", SubscriptionTest.ASK.formatted(1_000_000, ""));
      client.next();
      client.next();
    }

    awaitCancelledBeyond(before);
  }

  private static void awaitCancelledBeyond(double before) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (cancelled() <= before && System.nanoTime() < until) {
      Thread.sleep(50);
    }
    assertThat(cancelled()).isGreaterThan(before);
  }

  private static double cancelled() {
    return given()
        .get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("witan_answers_total") && line.contains("\"cancelled\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nope | | 4400",
        "{\"type\":\"nope\"} | | 4400",
        "{\"type\":\"connection_init\",\"payload\":7} | | 4400",
        "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{__typename}\"}} | | 4401",
        "{\"type\":\"connection_init\"} | {\"type\":\"connection_init\"} | 4429",
        "{\"type\":\"connection_init\"} | {\"type\":\"subscribe\",\"payload\":{\"query\":\"{__typename}\"}} | 4400",
        "{\"type\":\"connection_init\"} | {\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"query\":\"{__typename}\",\"variables\":\"x\"}} | 4400"
      })
  void whatBreaksTheProtocolClosesTheSocket(String first, String second, int code)
      throws Exception {
    try (Client client = new Client()) {
      client.send(first);
      if (second != null) {
        client.send(second);
      }

      assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(code);
    }
  }

  @Test
  void aBugClosesTheSocketAndSaysNoMore() throws Exception {
    try (Client client = new Client("/broken")) {
      client.send(INIT).subscribe("1", "{__typename}");

      assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(4500);
    }
  }

  @Test
  void aRunningIdCanNotBeUsedAgainAndASilentClientIsNotKept() throws Exception {
    try (Client client = new Client();
        Client silent = new Client()) {
      String endless = SubscriptionTest.ASK.formatted(1_000_000, "");
      client.send(INIT).subscribe("1", endless).subscribe("1", endless);

      assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(4409);
      // A reason has 123 bytes at most, and repeats the id.
      try (Client wordy = new Client()) {
        String id = "\u6f22".repeat(100);
        wordy.send(INIT).subscribe(id, endless).subscribe(id, endless);

        assertThat(wordy.closed.get(20, TimeUnit.SECONDS)).isEqualTo(4409);
      }
      assertThat(silent.closed.get(20, TimeUnit.SECONDS)).isEqualTo(4408);
    }
  }
}
