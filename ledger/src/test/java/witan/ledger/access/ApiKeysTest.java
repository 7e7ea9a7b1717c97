package witan.ledger.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static witan.ledger.access.Operator.budget;
import static witan.ledger.access.Operator.fresh;
import static witan.ledger.access.Operator.key;
import static witan.ledger.access.Operator.refused;
import static witan.ledger.access.Operator.request;
import static witan.ledger.access.Operator.revoke;
import static witan.ledger.access.Operator.store;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.ledger.registry.MovableClock;
import witan.ledger.registry.Postgres;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.ApiKeySecret;
import witan.protocol.access.Caching;
import witan.protocol.access.Charge;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;

@QuarkusTest
@QuarkusTestResource(Postgres.class)
class ApiKeysTest {

  private static final Coldkey OWNER = new Coldkey("0x" + "ab".repeat(20));

  @Inject MovableClock clock;
  @Inject Pool pool;

  @Test
  void aKeyIsKeptAsItWasSaid() {
    ApiKey key =
        new ApiKey(
            fresh(null, Limits.NONE).id(),
            "5".repeat(64),
            "the web shop",
            OWNER,
            List.of("eu", "shop"),
            new Limits(60, 10_000, new Rao(5), new Caching(3_600, 0.95)),
            Instant.parse("2030-01-01T00:00:00Z"));

    ApiKeyRecord stored =
        Json.read(store(key).statusCode(200).extract().asString(), ApiKeyRecord.class);

    assertThat(stored.key()).isEqualTo(key);
    assertThat(stored.spent()).isEqualTo(Rao.ZERO);
    assertThat(Duration.between(stored.createdAt(), clock.instant()))
        .isBetween(Duration.ZERO, Duration.ofSeconds(1));
    assertThat(stored.revokedAt()).isNull();
    assertThat(key(key.id())).isEqualTo(stored);
  }

  @Test
  void allButTheSecretCanBeChanged() {
    ApiKey first = fresh(OWNER, budget(5));
    store(first).statusCode(200);
    Instant made = key(first.id()).createdAt();
    clock.forward(Duration.ofMinutes(1));

    ApiKey second =
        new ApiKey(
            first.id(), first.digest(), "another name", null, List.of("b"), Limits.NONE, null);
    store(second).statusCode(200);

    assertThat(key(first.id()).key()).isEqualTo(second);
    assertThat(key(first.id()).createdAt()).isEqualTo(made);

    ApiKey other =
        new ApiKey(first.id(), "7".repeat(64), "mine", OWNER, List.of(), Limits.NONE, null);
    refused(store(other), AccessRefusal.KEY_TAKEN);
    assertThat(key(first.id()).key()).isEqualTo(second);
  }

  @Test
  void aRevokedKeyStaysRevoked() {
    ApiKey key = fresh(null, Limits.NONE);
    store(key).statusCode(200);

    Instant revoked = revoke(key.id()).revokedAt();
    assertThat(revoked).isNotNull();
    clock.forward(Duration.ofMinutes(1));
    assertThat(revoke(key.id()).revokedAt()).isEqualTo(revoked);
    store(key.with(budget(1))).statusCode(200);

    assertThat(key(key.id()).revokedAt()).isEqualTo(revoked);
    assertThat(key(key.id()).isGood(clock.instant())).isFalse();
  }

  @Test
  void whatIsNotThereIsSaidToBeMissing() {
    String nobody = "00000000000000ff";
    refused(request().get("/api-keys/" + nobody).then(), AccessRefusal.NO_SUCH_KEY);
    refused(request().delete("/api-keys/" + nobody).then(), AccessRefusal.NO_SUCH_KEY);
    refused(Operator.hold(nobody, UUID.randomUUID(), OWNER, 1), AccessRefusal.NO_SUCH_KEY);
    refused(Operator.charge(nobody, UUID.randomUUID(), Charge.NOTHING), AccessRefusal.NO_SUCH_KEY);
  }

  @Test
  void theLatestKeysComeFirstAndAPageGoesOnWhereTheLastOneEnded() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.addFirst(key(null, Limits.NONE));
    }

    assertThat(ids("?first=3")).isEqualTo(made.subList(0, 3));
    assertThat(ids("?first=2&before=" + made.get(2))).isEqualTo(made.subList(3, 5));
    request().get("/api-keys?before=nobody").then().statusCode(400);
    request().get("/api-keys?first=1001").then().statusCode(400);
  }

  private static List<String> ids(String query) {
    String answer = request().get("/api-keys" + query).then().statusCode(200).extract().asString();
    return List.of(Json.read(answer, ApiKeyRecord[].class)).stream()
        .map(record -> record.key().id())
        .toList();
  }

  @Test
  void nothingOfASecretIsInTheDatabase() {
    ApiKeySecret secret = ApiKeySecret.generate(new SecureRandom());
    store(Operator.of(secret, OWNER, budget(7))).statusCode(200);
    String random = secret.text().substring(secret.text().lastIndexOf(secret.id()) + 17);
    assertThat(random).hasSize(43);

    assertThat(rowsWith(secret.digest())).isEqualTo(1);
    assertThat(rowsWith(random)).isZero();
    assertThat(rowsWith(random.substring(0, 20))).isZero();
  }

  private long rowsWith(String text) {
    return pool.query(
            "select count(*) from (select api_key::text as row from api_key union all"
                + " select hold::text from hold) rows where row like '%"
                + text
                + "%'")
        .executeAndAwait()
        .iterator()
        .next()
        .getLong(0);
  }

  @Test
  void onlyWhoHasTheServiceKeyIsAnswered() {
    String key = key(null, Limits.NONE);
    String escrow = "/escrows/" + OWNER;
    for (String path :
        List.of("/api-keys", "/api-keys/" + key, "/api-keys/nobody", escrow + "/" + OWNER)) {
      given().get(path).then().statusCode(401).header("WWW-Authenticate", equalTo("Bearer"));
    }
    given().delete("/api-keys/" + key).then().statusCode(401);
    for (String path :
        List.of(
            "/api-keys/" + key,
            "/api-keys/" + key + "/holds/x",
            "/api-keys/" + key + "/holds/x/charge",
            escrow + "/" + OWNER + "/refunds/x")) {
      given()
          .header("Authorization", "Bearer another")
          .contentType("application/json")
          .body("{}")
          .put(path)
          .then()
          .statusCode(401);
    }
    given().contentType("application/json").post(escrow + "/payments").then().statusCode(401);
    assertThat(key(key).revokedAt()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/api-keys/0123456789abcdef                                       | ``   | The body is empty",
        "/api-keys/0123456789abcdef                                       | {}   | \"id\"",
        "/api-keys/0123456789abcdef/holds/x                               | {}   | no UUID",
        "/api-keys/0123456789abcdef/holds/%s                              | {}   | \"account\"",
        "/api-keys/0123456789abcdef/holds/%s/charge                       | {}   | \"shares\"",
        "/api-keys/0123456789abcdef/holds/%s/charge                       | [1]  | wrong kind",
        "/escrows/0xabababababababababababababababababababab/0x1/refunds/%s | {} | address",
        "/escrows/0x1/0xabababababababababababababababababababab/refunds/%s | {} | address",
        "/escrows/0xabababababababababababababababababababab/0xabababababababababababababababababababab/refunds/%s | {} | \"amount\"",
      })
  void whatIsWrongWithARequestIsSaid(String path, String body, String said) {
    request()
        .body(body)
        .put(path.replace("%s", UUID.randomUUID().toString()))
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("detail", containsString(said));
  }

  @Test
  void theAddressAndTheBodyNameTheSameKey() {
    ApiKey key = fresh(null, Limits.NONE);
    request()
        .body(Json.write(key))
        .put("/api-keys/0123456789abcdef")
        .then()
        .statusCode(400)
        .body("detail", containsString("\"id\""));
  }
}
