package witan.ledger.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.key.ColdkeyPair;

/** Whatever is sent to the running ledger, it answers with a sentence and never fails. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class HostileBodiesTest {

  private static final int BODIES = 2_500;

  @TestHTTPResource URI ledger = URI.create("http://127.0.0.1");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void whateverIsSentAsACommandIsAnsweredWithASentence() throws Exception {
    HostileBodies bodies = bodies(1);
    each(BODIES, bodies::next, "/commands");
  }

  @Test
  void whateverIsSentAsABatchIsAnsweredWithASentence() throws Exception {
    HostileBodies bodies = bodies(2);
    each(500, bodies::nextBatch, "/commands/batch");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/commands", "/commands/batch"})
  void anExponentOfManyDigitsIsRefusedWithASentence(String path) throws Exception {
    byte[] body = "[{\"type\":\"Transfer\",\"nonce\":1e99999999999999}]".getBytes(UTF_8);
    check(send(http, path, HttpRequest.BodyPublishers.ofByteArray(body)), body);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aBodyThatIsTooLongIsRefusedWithASentence(HttpClient.Version version) throws Exception {
    byte[] body = new byte[2_500_000];
    try (HttpClient client = HttpClient.newBuilder().version(version).build()) {
      check(send(client, "/commands", HttpRequest.BodyPublishers.ofByteArray(body)), body);
      // In chunks, or without a length.
      check(
          send(
              client,
              "/commands",
              HttpRequest.BodyPublishers.fromPublisher(
                  HttpRequest.BodyPublishers.ofByteArray(body))),
          body);
    }
  }

  /** Nobody has money, so nothing is done. */
  private static HostileBodies bodies(int seed) {
    Purse poor = new Purse(ColdkeyPair.generate());
    return new HostileBodies(
        new SplittableRandom(seed), poor.transfer(new Purse(ColdkeyPair.generate()), 1));
  }

  private void each(int times, Callable<byte[]> next, String path) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Object>> calls = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        byte[] body = next.call();
        calls.add(() -> {
          check(send(http, path, HttpRequest.BodyPublishers.ofByteArray(body)), body);
          return body;
        });
      }
      for (var call : threads.invokeAll(calls)) {
        call.get();
      }
    }
  }

  private HttpResponse<String> send(HttpClient client, String path, HttpRequest.BodyPublisher body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(ledger.resolve(path))
            .header("content-type", "application/json")
            .POST(body)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void check(HttpResponse<String> response, byte[] body) {
    String about = response.statusCode() + " " + response.body() + " to " + shown(body);
    JsonNode answer = Json.read(response.body(), JsonNode.class);
    if (response.statusCode() == 200) {
      assertThat(answer.isArray()).as(about).isTrue();
      answer.forEach(each -> sentence(each, "code", about));
      return;
    }
    assertThat(response.statusCode()).as(about).isBetween(400, 499);
    assertThat(response.headers().firstValue("content-type"))
        .as(about)
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(answer.path("status").asInt()).as(about).isEqualTo(response.statusCode());
    sentence(answer, "type", about);
  }

  private static void sentence(JsonNode answer, String code, String about) {
    assertThat(answer.path(code).asText()).as(about).isNotBlank();
    assertThat(answer.path("detail").asText())
        .as(about)
        .isNotBlank()
        .doesNotContain("Exception", "witan.", "java.");
  }

  private static String shown(byte[] body) {
    return Base64.getEncoder()
        .encodeToString(java.util.Arrays.copyOf(body, Math.min(body.length, 600)));
  }
}
