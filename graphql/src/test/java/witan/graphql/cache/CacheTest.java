package witan.graphql.cache;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.Caching;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;

@QuarkusTest
@TestProfile(CacheTest.ByKey.class)
@WithTestResource(NetworkResource.class)
@Timeout(90)
class CacheTest {

  private static final Limits CACHING = new Limits(null, null, null, new Caching(3600, 0.9));

  /** As it is shipped. */
  public static final class ByKey implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("witan.access.anonymous", "false", "witan.access.pay-every", "off");
    }
  }

  FakeNetwork network;

  /** Greetings mean the same, and farewells; each is a little off its axis. */
  @BeforeEach
  void means() {
    network.meaning =
        text -> {
          float[] place = FakeNetwork.axis(text.contains("hello") || text.contains("hi") ? 0 : 1);
          place[2] = text.length() / 100f;
          return place;
        };
  }

  @AfterEach
  void forget() throws InterruptedException {
    network.meaning = null;
    network.expert("anna").charging(0);
  }

  private static String chat(String content, Map<String, Object> more) {
    var body =
        new java.util.HashMap<String, Object>(
            Map.of(
                "model",
                "witan",
                "messages",
                java.util.List.of(Map.of("role", "user", "content", content)),
                "max_tokens",
                6));
    body.putAll(more);
    return Json.write(body);
  }

  private JsonPath ask(String key, String content, Map<String, Object> more) {
    return given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + key)
        .body(chat(content, more))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }

  @Test
  void aQuestionThatMeansTheSameGetsTheSameAnswerAndNobodyIsAsked() {
    String key = network.books.key(null, CACHING);
    JsonPath first = ask(key, "hello there", Map.of());
    int asked = network.gateRequests.size();

    JsonPath second = ask(key, "hi there", Map.of());

    assertThat(first.getBoolean("witan.cached")).isFalse();
    assertThat(second.getBoolean("witan.cached")).isTrue();
    assertThat(second.getString("choices[0].message.content"))
        .isEqualTo(first.getString("choices[0].message.content"));
    assertThat(second.getString("id")).isNotEqualTo(first.getString("id"));
    assertThat(second.getString("witan.id")).isNotEqualTo(first.getString("witan.id"));
    assertThat(network.gateRequests).hasSize(asked);
    assertThat(ask(key, "farewell", Map.of()).getBoolean("witan.cached")).isFalse();
  }

  @Test
  void tokensAreCountedAnewHoweverMuchTheQuestionMeansTheSame() {
    String key = network.books.key(null, CACHING);
    network.expert("bert").counts(open -> open.getChat().getMessages(0).getContent().length());
    try {
      for (String text : List.of("hello there", "hi")) {
        given()
            .contentType(ContentType.JSON)
            .header("Authorization", "Bearer " + key)
            .body(Json.write(Map.of("model", "witan/bert", "input", text)))
            .post("/v1/responses/input_tokens")
            .then()
            .statusCode(200)
            .body("input_tokens", equalTo(text.length()));
      }
    } finally {
      network.expert("bert").counts(open -> 11);
    }
  }

  @Test
  void aStreamIsGivenAgainTokenByToken() {
    String key = network.books.key(null, CACHING);
    ask(key, "hello", Map.of());

    String events =
        given()
            .contentType(ContentType.JSON)
            .header("Authorization", "Bearer " + key)
            .body(chat("hi", Map.of("stream", true)))
            .post("/v1/chat/completions")
            .asString();

    assertThat(events.lines().filter(line -> line.contains("\"delta\":{\"content\""))).hasSize(6);
    assertThat(events).contains("\"cached\":true").endsWith("data: [DONE]\n\n");
  }

  @Test
  void anotherKeyHasAnotherMemoryAndAKeyThatDidNotAskHasNone() {
    String one = network.books.key(null, CACHING);
    String other = network.books.key(null, CACHING);
    String none = network.books.key(null, Limits.NONE);
    ask(one, "hello", Map.of());

    assertThat(ask(one, "hello", Map.of()).getBoolean("witan.cached")).isTrue();
    assertThat(ask(other, "hello", Map.of()).getBoolean("witan.cached")).isFalse();
    assertThat(ask(none, "hello", Map.of()).getBoolean("witan.cached")).isFalse();
    assertThat(ask(none, "hello", Map.of()).getBoolean("witan.cached")).isFalse();
  }

  @Test
  void whateverElseDiffersIsAnotherQuestion() {
    String key = network.books.key(null, CACHING);
    ask(key, "hello", Map.of("temperature", 0));

    assertThat(
            ask(key, "hello", Map.of("temperature", 0, "max_tokens", 7)).getBoolean("witan.cached"))
        .isFalse();
    assertThat(ask(key, "hello", Map.of("temperature", 1)).getBoolean("witan.cached")).isFalse();
    assertThat(ask(key, "hello", Map.of("temperature", 1, "seed", 1)).getBoolean("witan.cached"))
        .isFalse();
    assertThat(ask(key, "hello", Map.of("temperature", 1, "seed", 2)).getBoolean("witan.cached"))
        .isFalse();
    assertThat(ask(key, "hello", Map.of("temperature", 0, "seed", 2)).getBoolean("witan.cached"))
        .isTrue();
  }

  @Test
  void whatIsTooOldIsMadeAnew() throws Exception {
    String key = network.books.key(null, new Limits(null, null, null, new Caching(1, 0.9)));
    ask(key, "hello", Map.of());

    assertThat(ask(key, "hello", Map.of()).getBoolean("witan.cached")).isTrue();
    Thread.sleep(1_100);
    assertThat(ask(key, "hello", Map.of()).getBoolean("witan.cached")).isFalse();
  }

  @Test
  void whatIsGivenAgainCostsNothing() throws Exception {
    network.expert("anna").charging(1_000_000);
    network.books.escrow = new Rao(1_000_000_000);
    Thread.sleep(1_100); // prices are read with the list of experts
    String key = network.books.key(new Coldkey("0x" + "ab".repeat(20)), CACHING);
    ask(key, "hello", Map.of());
    for (int i = 0; network.books.charges.isEmpty() && i < 500; i++) {
      Thread.sleep(20);
    }
    network.books.escrow = Rao.ZERO;

    assertThat(ask(key, "hi", Map.of()).getBoolean("witan.cached")).isTrue();
    assertThat(network.books.charges).hasSize(1);
    assertThat(network.books.holds).isEmpty();
  }

  @Test
  void graphqlSaysSoToo() {
    String key = network.books.key(null, CACHING);
    String ask =
        "{\"query\":\"mutation { ask(input: {messages: [{role: USER, content: \\\"%s\\\"}], maxTokens: 4}) { cached } }\"}";
    for (boolean cached : new boolean[] {false, true}) {
      given()
          .contentType(ContentType.JSON)
          .header("Authorization", "Bearer " + key)
          .body(ask.formatted(cached ? "hi" : "hello"))
          .post("/graphql")
          .then()
          .body("data.ask.cached", equalTo(cached));
    }
  }
}
