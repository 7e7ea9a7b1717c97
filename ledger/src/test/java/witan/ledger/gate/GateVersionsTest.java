package witan.ledger.gate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.ledger.registry.MovableClock;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.gate.ActiveGate;
import witan.protocol.gate.GateContent;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
@TestProfile(GateVersionsTest.FourKept.class)
class GateVersionsTest {

  /** Few enough to see them dropped. */
  public static final class FourKept implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("witan.gate-versions.kept", "4");
    }
  }

  @Inject MovableClock clock;

  @BeforeEach
  void nothingIsLearned() {
    activate(null).statusCode(204);
  }

  @Test
  void aStoredVersionIsWhatTheGateGoesBy() {
    key().get("/gate/active").then().statusCode(204);

    String version = stored(content(null, "first"));

    assertThat(version).isEqualTo(content(null, "first").version());
    String tag =
        key()
            .get("/gate/active")
            .then()
            .statusCode(200)
            .body("content", equalTo("{\"what\":\"first\"}"))
            .extract()
            .header("ETag");
    assertThat(tag).isEqualTo("\"" + version + "\"");
    key().header("If-None-Match", tag).get("/gate/active").then().statusCode(304);
  }

  @Test
  void underOneIdOneContentIsStoredOnce() {
    UUID id = UUID.randomUUID();
    String first = store(id, content(null, "once")).statusCode(200).extract().asString();
    assertThat(store(id, content(null, "once")).statusCode(200).extract().asString())
        .isEqualTo(first);
    key().get("/gate/versions/" + id).then().statusCode(200).body("active", equalTo(true));

    store(id, content(null, "twice"))
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:witan:problem:id-taken"));
    key().get("/gate/versions/" + UUID.randomUUID()).then().statusCode(404);
  }

  @Test
  void whatWasLearnedOnTopOfAnotherVersionIsRefused() {
    String first = stored(content(null, "a"));
    String second = stored(content(first, "b"));

    store(UUID.randomUUID(), content(first, "late"))
        .statusCode(409)
        .body("type", equalTo("urn:witan:problem:not-on-top"))
        .body("detail", containsString("GET /gate/active"));
    key().get("/gate/active").then().header("ETag", equalTo("\"" + second + "\""));
  }

  @Test
  void ofManyAtOnceOneIsStored() throws Exception {
    Callable<Integer> send =
        () -> store(UUID.randomUUID(), content(null, "race")).extract().statusCode();
    try (var threads = Executors.newFixedThreadPool(8)) {
      long stored = 0;
      for (var status : threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> send).toList())) {
        assertThat(status.get()).isIn(200, 409);
        stored += status.get() == 200 ? 1 : 0;
      }
      assertThat(stored).isEqualTo(1);
    }
  }

  @Test
  void aRollbackIsOneCallAndLearningGoesOnFromThere() {
    String first = stored(content(null, "good"));
    String second = stored(content(first, "bad"));

    activate(first).statusCode(204);
    activate(first).statusCode(204);

    key().get("/gate/active").then().body("content", equalTo("{\"what\":\"good\"}"));
    key()
        .get("/gate/versions")
        .then()
        .body("find { it.version == '" + first + "' }.active", equalTo(true))
        .body("find { it.version == '" + second + "' }.active", equalTo(false));
    store(UUID.randomUUID(), content(second, "worse")).statusCode(409);
    store(UUID.randomUUID(), content(first, "better")).statusCode(200);
  }

  @Test
  void theLatestAreKeptAndTheActiveOneIsAlwaysThere() {
    String parent = stored(content(null, "0"));
    for (int i = 1; i <= 5; i++) {
      clock.forward(Duration.ofSeconds(1));
      parent = stored(content(parent, Integer.toString(i)));
    }

    key().get("/gate/versions").then().body("", hasSize(4)).body("[0].version", equalTo(parent));
    activate(content(null, "0").version())
        .statusCode(404)
        .body("type", equalTo("urn:witan:problem:no-such-version"));
    key().get("/gate/active").then().header("ETag", equalTo("\"" + parent + "\""));
  }

  @Test
  void nobodyElseReadsOrWrites() {
    given().get("/gate/active").then().statusCode(401);
    given().get("/gate/versions").then().statusCode(401);
    given()
        .contentType("application/json")
        .body("{}")
        .put("/gate/active")
        .then()
        .statusCode(401)
        .body("detail", containsString("service key"));
  }

  @Test
  void whatCantBeReadIsRefusedWithASentence() {
    key().body("{}").put("/gate/versions/" + UUID.randomUUID()).then().statusCode(400);
    key()
        .body(Json.write(content(null, "x")))
        .put("/gate/versions/seven")
        .then()
        .statusCode(400)
        .body("detail", containsString("no UUID"));
    key()
        .body("{\"version\": \"latest\"}")
        .put("/gate/active")
        .then()
        .statusCode(400)
        .body("detail", containsString("64 hexadecimal digits"));
  }

  private static GateContent content(@Nullable String parent, String what) {
    return new GateContent(parent, "{\"what\":\"" + what + "\"}");
  }

  private static String stored(GateContent content) {
    return store(UUID.randomUUID(), content).statusCode(200).extract().path("version");
  }

  private static ValidatableResponse store(UUID id, GateContent content) {
    return key().body(Json.write(content)).put("/gate/versions/" + id).then();
  }

  private static ValidatableResponse activate(@Nullable String version) {
    return key().body(Json.write(new ActiveGate(version))).put("/gate/active").then();
  }

  private static RequestSpecification key() {
    return given()
        .contentType("application/json")
        .header("Authorization", "Bearer key-of-the-tests");
  }
}
