package witan.graphql.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Rao;
import witan.protocol.access.Charge;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;

/** A gateway that wants keys. */
@QuarkusTest
@TestProfile(KeysTest.ByKey.class)
@WithTestResource(NetworkResource.class)
@Timeout(90)
class KeysTest {

  private static final Coldkey OWNER = new Coldkey("0x" + "ab".repeat(20));
  private static final String CHAT =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":%d,\"temperature\":0%s}";
  private static final String ASK =
      "{\"query\":\"mutation { ask(input: {messages: [{role: USER, content: \\\"x\\\"}], maxTokens: 4, temperature: 0}) { content } }\"}";
  private static final String QUERY = "{\"query\":\"{__typename}\"}";

  /** As it is shipped. */
  public static final class ByKey implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "witan.access.anonymous", "false",
          "witan.access.fresh", "0.2S",
          "witan.access.pay-every", "off");
    }
  }

  FakeNetwork network;

  @TestHTTPResource("/graphql")
  URI graphql = URI.create("http://127.0.0.1");

  @AfterEach
  void forget() {
    network.books.escrow = Rao.ZERO;
    network.books.holds.clear();
    network.books.charges.clear();
    for (String name : new String[] {"anna", "bert", "cleo"}) {
      network.expert(name).charging(0);
    }
  }

  private static RequestSpecification with(@Nullable String key) {
    RequestSpecification request = given().contentType(ContentType.JSON);
    return key == null ? request : request.header("Authorization", "Bearer " + key);
  }

  private static ValidatableResponse chat(@Nullable String key, String model, int tokens) {
    return with(key).body(CHAT.formatted(model, tokens, "")).post("/v1/chat/completions").then();
  }

  @Test
  void withoutAKeyNoDoorOpensAndEachSaysSoInItsOwnShape() throws Exception {
    for (String key : new String[] {null, "sk-any", "wk-0123456789abcdef-" + "A".repeat(43)}) {
      chat(key, "witan", 4)
          .statusCode(401)
          .header("WWW-Authenticate", "Bearer")
          .body("error.code", equalTo("invalid_api_key"))
          .body("error.type", equalTo("invalid_request_error"))
          .body("error.message", containsString("Authorization: Bearer"));
      with(key).get("/v1/models").then().statusCode(401);
      for (String accept : new String[] {"application/json", "text/event-stream"}) {
        with(key)
            .accept(accept)
            .body(QUERY)
            .post("/graphql")
            .then()
            .statusCode(401)
            .header("WWW-Authenticate", "Bearer")
            .body("errors[0].extensions.code", equalTo("UNAUTHENTICATED"));
      }
      with(key).queryParam("query", "{__typename}").get("/graphql").then().statusCode(401);
      assertThat(new Socket(key).next()).isEqualTo("closed 4403");
    }
    given().get("/v1/openapi.json").then().statusCode(200); // says how to get in
    given().get("/q/health/live").then().statusCode(200);
  }

  @Test
  void aGoodKeyOpensEveryDoor() throws Exception {
    String key = network.books.key(null, Limits.NONE);

    chat(key, "witan", 4).statusCode(200).body("usage.completion_tokens", equalTo(4));
    with(key).get("/v1/models").then().statusCode(200);
    with(key).body(ASK).post("/graphql").then().body("data.ask.content", notNullValue());
    with(key)
        .accept("text/event-stream")
        .body(
            "{\"query\":\"subscription { ask(input: {messages: [{role: USER, content: \\\"x\\\"}], maxTokens: 4, temperature: 0}) { ... on Answer { content } } }\"}")
        .post("/graphql")
        .then()
        .statusCode(200)
        .body(containsString("event: complete"));
    Socket socket = new Socket(key);
    assertThat(socket.next()).contains("connection_ack");
    socket.send("{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":" + ASK + "}");
    assertThat(socket.next()).contains("\"content\"");
  }

  @Test
  void aRevokedKeyStopsAnOpenSocketToo() throws Exception {
    String key = network.books.key(null, Limits.NONE);
    Socket socket = new Socket(key);
    assertThat(socket.next()).contains("connection_ack");

    network.books.revoke(key);
    Thread.sleep(300);

    socket.send("{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":" + QUERY + "}");
    assertThat(socket.next()).contains("\"error\"").contains("UNAUTHENTICATED");
    chat(key, "witan", 4).statusCode(401).body("error.message", containsString("revoked"));
  }

  @Test
  void eachKeyHasItsOwnLimits() {
    String one = network.books.key(null, new Limits(1, null, null, null));
    String other = network.books.key(null, new Limits(null, 5, null, null));

    chat(one, "witan", 2).statusCode(200).header("x-ratelimit-remaining-requests", "0");
    chat(one, "witan", 2)
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .body("error.code", equalTo("rate_limit_exceeded"));
    with(one).body(QUERY).post("/graphql").then().statusCode(429);
    chat(other, "witan", 8).statusCode(200).header("x-ratelimit-remaining-tokens", "5");
    chat(other, "witan", 8).statusCode(429).header("x-ratelimit-remaining-tokens", "0");
    with(other)
        .body("{\"model\":\"all-MiniLM-L6-v2\",\"input\":\"x\"}")
        .post("/v1/embeddings")
        .then()
        .statusCode(429);
  }

  @Test
  void eachExpertEarnsItsPriceByItsWeight() throws Exception {
    prices(1_000_000, 500_000);
    network.books.escrow = new Rao(1_000_000);
    String key = network.books.key(OWNER, Limits.NONE);

    var answer = chat(key, "witan", 10).statusCode(200).extract().jsonPath();

    Charge charge = charge();
    int tokens = answer.getInt("usage.total_tokens");
    for (String name : new String[] {"anna", "bert", "cleo"}) {
      double weight = answer.getDouble("witan.experts.find { it.name == '" + name + "' }.weight");
      long price = network.expert(name).record().descriptor().pricePerThousandTokens().value();
      assertThat(earned(charge, name))
          .as(name)
          .isEqualTo((long) Math.floor(price * weight * tokens / 1000));
    }
    assertThat(charge.total().value()).isPositive();
    assertThat(network.books.holds).isEmpty();
  }

  @Test
  void whatCannotBePaidIsNotBegun() throws Exception {
    prices(1_000_000, 0);
    network.books.escrow = new Rao(1_000);
    String key = network.books.key(OWNER, Limits.NONE);
    int asked = network.gateRequests.size();

    chat(key, "witan", 500)
        .statusCode(429)
        .header("x-should-retry", "false")
        .body("error.code", equalTo("insufficient_quota"))
        .body("error.type", equalTo("insufficient_quota"))
        .body("error.message", containsString("escrow"));
    with(key)
        .body(ASK)
        .post("/graphql")
        .then()
        .body("errors[0].extensions.code", equalTo("QUOTA_EXCEEDED"));

    assertThat(network.gateRequests).hasSize(asked);
  }

  @Test
  void whoPaysNothingIsAnsweredByThoseWhoCostNothing() throws Exception {
    prices(1, 0);
    String key = network.books.key(null, Limits.NONE);

    var answer = chat(key, "witan", 4).statusCode(200).extract().jsonPath();

    assertThat(answer.getList("witan.experts.name")).contains("bert").doesNotContain("anna");
    chat(key, "witan/anna", 4)
        .statusCode(429)
        .body("error.code", equalTo("insufficient_quota"))
        .body("error.message", containsString("anna"));
    assertThat(network.books.charges).isEmpty();
  }

  @Test
  void whereAllExpertsCostSomethingWhoPaysNothingIsToldSo() throws Exception {
    for (String name : new String[] {"anna", "bert", "cleo", "dora", "emil", "broken"}) {
      network.expert(name).charging(1);
    }
    Thread.sleep(1_100);

    chat(network.books.key(null, Limits.NONE), "witan", 4)
        .statusCode(429)
        .body("error.code", equalTo("insufficient_quota"))
        .body("error.message", containsString("whose owner pays"));

    for (String name : new String[] {"dora", "emil", "broken"}) {
      network.expert(name).charging(0);
    }
  }

  @Test
  void anExpertThatAsksMoreThanTheGatewayPaysIsLeftOut() throws Exception {
    prices(2_000_000_000, 0);
    String key = network.books.key(OWNER, Limits.NONE);

    var answer = chat(key, "witan", 4).statusCode(200).extract().jsonPath();

    assertThat(answer.getList("witan.experts.name")).contains("bert").doesNotContain("anna");
  }

  @Test
  void whoLeavesPaysForWhatWasMade() throws Exception {
    prices(1_000_000, 0);
    network.books.escrow = new Rao(1_000_000_000_000L);
    String key = network.books.key(OWNER, Limits.NONE);
    HttpClient client = HttpClient.newHttpClient();
    var response =
        client.send(
            java.net.http.HttpRequest.newBuilder(graphql.resolve("/v1/chat/completions"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(
                    java.net.http.HttpRequest.BodyPublishers.ofString(
                        CHAT.formatted("witan", 100_000, ",\"stream\":true")))
                .build(),
            java.net.http.HttpResponse.BodyHandlers.ofInputStream());
    response.body().readNBytes(2_000);

    response.body().close();
    client.shutdownNow();

    Charge charge = charge();
    assertThat(earned(charge, "anna")).isPositive();
    assertThat(network.books.holds).isEmpty();
  }

  @Test
  void aChargeThatTheBooksDoNotTakeIsSentAgain() throws Exception {
    prices(1_000_000, 0);
    network.books.escrow = new Rao(1_000_000);
    String key = network.books.key(OWNER, Limits.NONE);
    network.books.failuresOfCharges = 3; // at once, and then once more after a while
    chat(key, "witan", 3).statusCode(200);

    assertThat(charge().total().value()).isPositive();
    assertThat(network.books.failuresOfCharges).isZero();
    assertThat(network.books.holds).isEmpty();
  }

  /** Prices are read with the list of experts, which is as old as a second. */
  private void prices(long anna, long bert) throws InterruptedException {
    network.expert("anna").charging(anna);
    network.expert("bert").charging(bert);
    Thread.sleep(1_100);
  }

  private Charge charge() throws InterruptedException {
    for (int i = 0; network.books.charges.isEmpty() && i < 500; i++) {
      Thread.sleep(20);
    }
    return network.books.charges.getFirst();
  }

  private long earned(Charge charge, String name) {
    return charge.shares().stream()
        .filter(share -> share.hotkey().equals(network.expert(name).record().descriptor().hotkey()))
        .mapToLong(share -> share.amount().value())
        .sum();
  }

  /** A WebSocket that brings a key as browsers do. */
  private final class Socket implements WebSocket.Listener {

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    Socket(@Nullable String key) {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .subprotocols("graphql-transport-ws")
              .buildAsync(URI.create(graphql.toString().replace("http:", "ws:")), this)
              .join();
      String payload = key == null ? "" : ",\"payload\":{\"Authorization\":\"Bearer " + key + "\"}";
      send("{\"type\":\"connection_init\"" + payload + "}");
    }

    void send(String message) {
      socket.sendText(message, true).join();
    }

    String next() throws InterruptedException {
      return String.valueOf(received.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        received.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      received.add("closed " + status);
      return null;
    }
  }
}
