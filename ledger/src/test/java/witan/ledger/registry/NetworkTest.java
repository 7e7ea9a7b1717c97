package witan.ledger.registry;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static witan.ledger.registry.TestExpert.post;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.ledger.http.Refusal;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Gateway;
import witan.protocol.network.Modality;
import witan.protocol.signature.SignedMessage;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
class NetworkTest {

  private static final String PROBLEM = "application/problem+json";

  @Inject MovableClock clock;

  private final TestExpert cook = TestExpert.of(Modality.TEXT);

  @Test
  void aRegisteredExpertIsListed() {
    ExpertRecord answered =
        Json.read(
            cook.register(clock.instant()).statusCode(200).extract().asString(),
            ExpertRecord.class);

    assertThat(answered.descriptor()).isEqualTo(cook.descriptor("cooking"));
    assertThat(answered.healthy()).isTrue();
    assertThat(Json.read(get("/network/experts/" + cook.hotkey()).asString(), ExpertRecord.class))
        .isEqualTo(answered);
    get("/network/experts").then().body("experts.descriptor.hotkey", hasItem(cook.hotkey()));
    System.setProperty(RestartTest.SURVIVOR, cook.hotkey());
  }

  @Test
  void theSameRegistrationIsDoneOnce() {
    SignedMessage message = cook.registration(UUID.randomUUID(), clock.instant(), "cooking");
    String first = post("experts", message).statusCode(200).extract().asString();
    long version = version();

    assertThat(post("experts", message).statusCode(200).extract().asString()).isEqualTo(first);
    assertThat(version()).isEqualTo(version);
  }

  @Test
  void aRegistrationSentManyTimesAtOnceIsDoneOnce() throws Exception {
    SignedMessage message = cook.registration(UUID.randomUUID(), clock.instant(), "cooking");
    long version = version();
    Callable<Integer> send = () -> post("experts", message).extract().statusCode();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var status : threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> send).toList())) {
        assertThat(status.get()).isEqualTo(200);
      }
    }

    assertThat(version()).isEqualTo(version + 1);
  }

  @Test
  void anIdIsNotUsedForTwoRegistrations() {
    UUID id = UUID.randomUUID();
    post("experts", cook.registration(id, clock.instant(), "cooking")).statusCode(200);

    problem(
        post("experts", cook.registration(id, clock.instant(), "baking")), 409, Refusal.ID_TAKEN);
  }

  @Test
  void anotherRegistrationOfTheSameHotkeyIsAChangeAndKeepsTheUid() {
    int uid = cook.register(clock.instant()).extract().path("uid");
    long version = version();

    post("experts", cook.registration(UUID.randomUUID(), clock.instant(), "baking"))
        .statusCode(200)
        .body("uid", equalTo(uid))
        .body("descriptor.name", equalTo("baking"));
    assertThat(version()).isGreaterThan(version);
  }

  @Test
  void anEarlierRegistrationDoesNotUndoALaterOne() {
    cook.register(clock.instant()).statusCode(200);

    problem(cook.register(clock.instant().minusSeconds(1)), 409, Refusal.OVERTAKEN);
  }

  @Test
  void uidsAreGivenInOrderPerSubnet() {
    int text = TestExpert.of(Modality.TEXT).register(clock.instant()).extract().path("uid");
    int vision = TestExpert.of(Modality.VISION).register(clock.instant()).extract().path("uid");

    TestExpert.of(Modality.VISION).register(clock.instant()).body("uid", equalTo(vision + 1));
    TestExpert.of(Modality.TEXT).register(clock.instant()).body("uid", equalTo(text + 1));
  }

  @Test
  void aTamperedMessageIsRefused() {
    SignedMessage signed = cook.registration(UUID.randomUUID(), clock.instant(), "cooking");
    SignedMessage tampered =
        new SignedMessage(
            signed.type(),
            signed.payload().replace("alice", "mallory"),
            signed.hotkey(),
            signed.signature());

    problem(post("experts", tampered), 403, Refusal.WRONG_SIGNATURE);
    get("/network/experts/" + cook.hotkey()).then().statusCode(404);
  }

  @Test
  void nobodySpeaksForAnother() {
    cook.register(clock.instant());
    TestExpert other = TestExpert.of(Modality.TEXT);

    problem(
        post(
            "experts",
            SignedMessage.sign(
                "expert.register",
                other.registration(UUID.randomUUID(), clock.instant(), "x").payload(),
                cook.key())),
        403,
        Refusal.WRONG_HOTKEY);
    problem(
        post(
            "deregistrations",
            SignedMessage.sign(
                "expert.deregister", cook.farewell(clock.instant()).payload(), other.key())),
        403,
        Refusal.WRONG_HOTKEY);
  }

  @ParameterizedTest
  @ValueSource(ints = {-301, 301})
  void aRegistrationOfAnotherTimeIsRefused(int seconds) {
    problem(cook.register(clock.instant().plusSeconds(seconds)), 400, Refusal.OUT_OF_DATE);
  }

  @Test
  void aMessageOfAnotherTypeIsRefused() {
    problem(post("heartbeats", cook.farewell(clock.instant())), 400, Refusal.WRONG_TYPE);
  }

  @Test
  void theHeartbeatOfAnUnknownExpertIsRefused() {
    problem(post("heartbeats", cook.beat(clock.instant())), 404, Refusal.NOT_REGISTERED);
  }

  @Test
  void anExpertIsHealthyForSixSecondsAfterItsLastHeartbeat() {
    cook.register(clock.instant());
    clock.forward(Duration.ofSeconds(6));
    assertThat(healthy()).isTrue();
    post("heartbeats", cook.beat(clock.instant())).statusCode(204);
    clock.forward(Duration.ofSeconds(6));
    assertThat(healthy()).isTrue();
    long version = version();
    clock.forward(Duration.ofMillis(1));
    assertThat(healthy()).isFalse();
    assertThat(version()).isGreaterThan(version);

    long down = version();
    post("heartbeats", cook.beat(clock.instant())).statusCode(204);
    assertThat(healthy()).isTrue();
    assertThat(version()).isGreaterThan(down);
  }

  @Test
  void aHeartbeatAloneLeavesTheVersion() {
    cook.register(clock.instant());
    version(); // finds those that earlier tests left behind
    clock.forward(Duration.ofSeconds(1));
    long version = version();

    post("heartbeats", cook.beat(clock.instant())).statusCode(204);
    assertThat(version()).isEqualTo(version);
  }

  @Test
  void aRepeatedHeartbeatKeepsNobodyAlive() {
    cook.register(clock.instant());
    clock.forward(Duration.ofSeconds(2));
    SignedMessage beat = cook.beat(clock.instant());
    post("heartbeats", beat).statusCode(204);
    clock.forward(Duration.ofSeconds(7));

    post("heartbeats", beat).statusCode(204);
    assertThat(healthy()).isFalse();
    problem(post("heartbeats", cook.beat(clock.instant().minusSeconds(8))), 409, Refusal.OVERTAKEN);
  }

  @Test
  void whoSaysFarewellIsListedNoMoreAndKeepsItsUid() {
    int uid = cook.register(clock.instant()).extract().path("uid");
    clock.forward(Duration.ofSeconds(1));
    SignedMessage farewell = cook.farewell(clock.instant());
    post("deregistrations", farewell).statusCode(204);

    get("/network/experts").then().body("experts.descriptor.hotkey", not(hasItem(cook.hotkey())));
    get("/network/experts/" + cook.hotkey()).then().statusCode(404);
    problem(post("heartbeats", cook.beat(clock.instant())), 404, Refusal.NOT_REGISTERED);
    problem(post("deregistrations", farewell), 404, Refusal.NOT_REGISTERED);

    clock.forward(Duration.ofSeconds(1));
    cook.register(clock.instant()).statusCode(200).body("uid", equalTo(uid));
    problem(post("deregistrations", farewell), 409, Refusal.OVERTAKEN);
  }

  @Test
  void theListIsSentAgainOnlyWhenItChanged() {
    cook.register(clock.instant());
    String tag = get("/network/experts").getHeader("ETag");

    given().header("If-None-Match", tag).get("/network/experts").then().statusCode(304);
    TestExpert.of(Modality.TEXT).register(clock.instant());
    given().header("If-None-Match", tag).get("/network/experts").then().statusCode(200);
    given().header("If-None-Match", "\"x\"").get("/network/experts").then().statusCode(200);
  }

  @Test
  void anEndpointIsChangedEveryTenMinutesAtMost() {
    String moved = "http://127.0.0.1:8091";
    cook.register(clock.instant()).statusCode(200);
    problem(post("experts", cook.move(clock.instant(), moved)), 409, Refusal.MOVED_TOO_SOON);
    cook.register(clock.instant()).statusCode(200); // where it was

    clock.forward(Duration.ofMinutes(10).minusMillis(1));
    problem(post("experts", cook.move(clock.instant(), moved)), 409, Refusal.MOVED_TOO_SOON);
    clock.forward(Duration.ofMillis(1));
    post("experts", cook.move(clock.instant(), moved))
        .statusCode(200)
        .body("descriptor.endpoint", equalTo(moved));
    problem(cook.register(clock.instant()), 409, Refusal.MOVED_TOO_SOON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1:8090",
        "http://127.0.0.2:8090",
        "http://2130706434:8090",
        "https://169.254.169.254",
        "http://[::1]:8090",
        "http://[::ffff:10.0.0.1]:8090",
        "http://[fd12::1]:8090",
        "http://[64:ff9b::a00:1]:8090"
      })
  void anEndpointWithinSomebodysOwnNetworkIsNotListed(String endpoint) {
    ValidatableResponse answer = post("experts", cook.move(clock.instant(), endpoint));
    problem(answer, 400, Refusal.ENDPOINT_NOT_PUBLIC);
    answer.body("detail", containsString("witan.experts.private-addresses"));
    get("/network/experts/" + cook.hotkey()).then().statusCode(404);
  }

  @Test
  void anEndpointOnTheInternetIsListedAndSoIsANameThatNobodyKnows() {
    for (String endpoint : List.of("https://93.184.216.34", "http://expert.invalid:8090")) {
      post("experts", TestExpert.of(Modality.TEXT).move(clock.instant(), endpoint))
          .statusCode(200)
          .body("descriptor.endpoint", equalTo(endpoint));
    }
  }

  @Test
  void aGatewayNeedsTheServiceKey() {
    Gateway gateway = new Gateway(HotkeyPair.generate().hotkey(), "http://127.0.0.1:8080");
    String path = "/network/gateways/" + gateway.hotkey();
    var request = given().contentType("application/json").body(Json.write(gateway));

    request.put(path).then().statusCode(401).contentType(PROBLEM);
    for (String wrong : new String[] {"Bearer other", "key-of-the-tests", "Bearer ", ""}) {
      given()
          .header("Authorization", wrong)
          .contentType("application/json")
          .body(Json.write(gateway))
          .put(path)
          .then()
          .statusCode(401)
          .header("WWW-Authenticate", "Bearer");
    }
    get("/network/gateways").then().body("hotkey", not(hasItem(gateway.hotkey().hex())));

    put(path, Json.write(gateway)).statusCode(204);
    put(path, Json.write(new Gateway(gateway.hotkey(), "http://127.0.0.1:9090"))).statusCode(204);
    get("/network/gateways")
        .then()
        .statusCode(200)
        .body(
            "find { it.hotkey == '" + gateway.hotkey() + "' }.endpoint",
            equalTo("http://127.0.0.1:9090"));
    put("/network/gateways/" + HotkeyPair.generate().hotkey(), Json.write(gateway))
        .statusCode(400)
        .contentType(PROBLEM);
    put("/network/gateways/nobody", Json.write(gateway)).statusCode(400).contentType(PROBLEM);
  }

  @Test
  void theNetworkInALine() {
    int before = get("/network").then().extract().path("experts");
    cook.register(clock.instant());

    get("/network")
        .then()
        .statusCode(200)
        .body("name", equalTo("local"))
        .body("experts", equalTo(before + 1))
        .body("height", greaterThanOrEqualTo(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | well-formed",
        "null | null",
        "[] | wrong kind",
        "{} | signed message",
        "{\"type\":1e400,\"payload\":[]} | wrong kind",
        "{\"type\":\"heartbeat\",\"payload\":\"\",\"hotkey\":\"zz\",\"signature\":\"\"} | hotkey"
      })
  void aBodyThatCannotBeReadIsRefusedWithAReason(String body, String reason) {
    ValidatableResponse response =
        given().contentType("application/json").body(body).post("/network/experts").then();

    response.statusCode(400).contentType(PROBLEM).body("status", equalTo(400));
    assertThat(response.extract().asString())
        .contains(reason)
        .doesNotContain("Exception")
        .doesNotContain("com.fasterxml");
  }

  @Test
  void aSignedPayloadThatCannotBeReadIsRefused() {
    for (String payload : new String[] {"", "{", "{}", "{\"id\":\"x\"}"}) {
      post("experts", SignedMessage.sign("expert.register", payload, cook.key()))
          .statusCode(400)
          .contentType(PROBLEM);
    }
  }

  @Test
  void anEmptyBodyIsRefused() {
    given().contentType("application/json").post("/network/experts").then().statusCode(400);
  }

  @Test
  void everyErrorIsAProblem() {
    get("/nothing/here").then().statusCode(404).contentType(PROBLEM).body("status", equalTo(404));
    get("/network/nothing").then().statusCode(404).contentType(PROBLEM);
    get("/network/experts/zz").then().statusCode(400).contentType(PROBLEM);
    get("/network/experts/" + HotkeyPair.generate().hotkey())
        .then()
        .statusCode(404)
        .contentType(PROBLEM)
        .body("type", startsWith("urn:witan:problem:"));
    given().delete("/network/experts").then().statusCode(405).contentType(PROBLEM);
    given()
        .contentType("text/plain")
        .body("x")
        .post("/network/experts")
        .then()
        .statusCode(415)
        .contentType(PROBLEM);
    given().accept("image/png").get("/network").then().statusCode(406).contentType(PROBLEM);
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    given()
        .contentType("application/json")
        .body("x".repeat(1_600_000))
        .post("/network/experts")
        .then()
        .statusCode(413)
        .contentType(PROBLEM);
  }

  @Test
  void healthAndMetricsAreThere() {
    get("/q/health/live").then().statusCode(200);
    get("/q/health/ready").then().statusCode(200);
    get("/q/metrics").then().statusCode(200);
  }

  private boolean healthy() {
    return get("/network/experts")
        .then()
        .extract()
        .<Boolean>path("experts.find { it.descriptor.hotkey == '" + cook.hotkey() + "' }.healthy");
  }

  private static long version() {
    return get("/network/experts").then().extract().jsonPath().getLong("version");
  }

  private static ValidatableResponse put(String path, String body) {
    return given()
        .header("Authorization", "Bearer key-of-the-tests")
        .contentType("application/json")
        .body(body)
        .put(path)
        .then();
  }

  private static void problem(ValidatableResponse response, int status, Refusal reason) {
    response
        .statusCode(status)
        .contentType(PROBLEM)
        .body("status", equalTo(status))
        .body("title", equalTo(reason.title()))
        .body(
            "type",
            equalTo(
                "urn:witan:problem:" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-')));
  }
}
