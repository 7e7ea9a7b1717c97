package witan.graphql.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.graphql.fake.FakeNetwork;
import witan.protocol.Json;
import witan.protocol.access.Limits;

/**
 * Every logger of the process says all that it has to say, and nothing of it is a client's text or
 * key.
 */
@QuarkusTest
@TestProfile(PrivacyTest.EveryLogger.class)
@WithTestResource(NetworkResource.class)
@Timeout(60)
class PrivacyTest {

  private static final String SECRET = "Mx7-swordfish";

  /** The console is spared. */
  public static final class EveryLogger implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.log.min-level", "ALL",
          "quarkus.log.level", "ALL",
          "quarkus.log.console.level", "OFF");
    }
  }

  /** All that is logged, as it would be written. */
  private static final class Log extends Handler {

    private final Formatter format = new PatternFormatter("%p %c %s%e");
    private final Formatter json = new JsonFormatter();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      // The client that asks is in this process, too.
      if (String.valueOf(record.getLoggerName()).startsWith("org.apache.http")) {
        return;
      }
      lines.add(format.format(record));
      lines.add(json.format(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private final Log log = new Log();

  @TestHTTPResource("/graphql")
  URI graphql = URI.create("http://127.0.0.1");

  FakeNetwork network;
  private String key = "";

  @BeforeEach
  void listen() {
    key = network.books.key(null, Limits.NONE);
    log.setLevel(Level.ALL);
    LogContext.getLogContext().getLogger("").addHandler(log);
  }

  @AfterEach
  void nothingWasSaid() {
    LogContext.getLogContext().getLogger("").removeHandler(log);

    assertThat(log.lines).as("the loggers are heard").anyMatch(line -> line.startsWith("TRACE"));
    assertThat(log.lines).filteredOn(line -> line.contains(SECRET)).isEmpty();
    assertThat(log.lines).filteredOn(line -> line.contains(secretHalf(key))).isEmpty();
  }

  private static String secretHalf(String key) {
    return key.substring(key.indexOf('-', "wk-".length()) + 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
        "/v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":4,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
        "/v1/chat/completions | {\"model\":\"witan/broken\",\"max_tokens\":60,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
        "/v1/chat/completions | {\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
        "/v1/chat/completions | {\"model\":\"witan\",\"messages\":\"%s\"}",
        "/v1/chat/completions | {\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"%s",
        "/v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":4,\"store\":true,\"metadata\":{\"%s\":\"%s\"},\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}",
        "/v1/responses | {\"model\":\"witan/broken\",\"max_output_tokens\":60,\"background\":true,\"metadata\":{\"%s\":\"%s\"},\"input\":\"%s\"}",
        "/v1/responses | {\"model\":\"witan\",\"previous_response_id\":\"%s\",\"input\":\"%s\"}",
        "/v1/chat/completions/%s | {\"metadata\":{\"%s\":\"%s\"}}",
        "/v1/responses | {\"model\":\"witan\",\"max_output_tokens\":4,\"instructions\":\"%s\",\"input\":\"%s\"}",
        "/v1/responses/input_tokens | {\"model\":\"witan\",\"instructions\":\"%s\",\"input\":\"%s\"}",
        "/v1/responses/compact | {\"model\":\"witan/broken\",\"instructions\":\"%s\",\"input\":[{\"role\":\"assistant\",\"content\":\"%s %s %s %s\"}]}",
        "/v1/responses/compact | {\"model\":\"witan\",\"input\":[{\"type\":\"compaction\",\"encrypted_content\":\"%s\"}]}",
        "/v1/completions | {\"model\":\"witan\",\"max_tokens\":4,\"prompt\":\"%s\",\"stop\":\"%s\"}",
        "/v1/embeddings | {\"model\":\"all-MiniLM-L6-v2\",\"input\":\"%s\"}",
        "/graphql | {\"query\":\"mutation($t:String!){ask(input:{messages:[{role:USER,content:$t}],maxTokens:4}){content}}\",\"variables\":{\"t\":\"%s\"}}",
        "/graphql | {\"query\":\"mutation{ask(input:{messages:[{role:USER,content:\\\"%s\\\"}],maxTokens:4}){content}}\"}",
        "/graphql | {\"query\":\"mutation{ask(input:{messages:[{role:USER,content:\\\"%s\\\"}],model:\\\"witan/broken\\\",maxTokens:60}){content}}\"}",
        "/graphql | {\"query\":\"{route(input:{question:\\\"%s\\\"}){millis}}\"}",
        "/graphql | {\"query\":\"{nothing(question:\\\"%s\\\")}\"}",
        "/graphql | {\"query\":\"{nothing(question:\\\"%s"
      })
  void ofWhatIsPosted(String path, String body) {
    given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + key)
        .body(body.replace("%s", SECRET))
        .post(path)
        .asString();
  }

  @Test
  void ofWhatIsGotOrStreamed() throws Exception {
    String query = "{route(input:{question:\"%s\"}){millis}}".formatted(SECRET);
    given().queryParam("query", query).get("/graphql").then().statusCode(200);
    String subscription =
        "subscription{ask(input:{messages:[{role:USER,content:\"%s\"}],maxTokens:4}){__typename}}"
            .formatted(SECRET);
    given()
        .contentType(ContentType.JSON)
        .accept("text/event-stream")
        .body(Json.write(Map.of("query", subscription)))
        .post("/graphql")
        .then()
        .statusCode(200);

    String subscribe =
        Json.write(
            Map.of("id", "1", "type", "subscribe", "payload", Map.of("query", subscription)));
    CompletableFuture<String> done = new CompletableFuture<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .subprotocols("graphql-transport-ws")
              .buildAsync(
                  URI.create(graphql.toString().replace("http:", "ws:")),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean last) {
                      if (text.toString().contains("connection_ack")) {
                        from.sendText(subscribe, true);
                      }
                      if (text.toString().contains("\"complete\"")) {
                        done.complete(text.toString());
                      }
                      return WebSocket.Listener.super.onText(from, text, last);
                    }
                  })
              .get(20, TimeUnit.SECONDS);
      String init =
          Json.write(
              Map.of(
                  "type", "connection_init", "payload", Map.of("Authorization", "Bearer " + key)));
      socket.sendText(init, true).get(20, TimeUnit.SECONDS);
      done.get(20, TimeUnit.SECONDS);
      socket.abort();
    }
  }
}
