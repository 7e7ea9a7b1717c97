package witan.ledger.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.ApiKeySecret;
import witan.protocol.access.Charge;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Hold;
import witan.protocol.access.Limits;
import witan.protocol.access.Payment;
import witan.protocol.access.Refund;
import witan.protocol.key.Coldkey;

/** Whoever has the service key: a gateway, or the command line. */
final class Operator {

  private Operator() {}

  static RequestSpecification request() {
    return given()
        .header("Authorization", "Bearer key-of-the-tests")
        .contentType("application/json");
  }

  static Limits budget(long rao) {
    return new Limits(null, null, new Rao(rao), null);
  }

  static ApiKey fresh(@Nullable Coldkey owner, Limits limits) {
    return of(ApiKeySecret.generate(new SecureRandom()), owner, limits);
  }

  static ApiKey of(ApiKeySecret secret, @Nullable Coldkey owner, Limits limits) {
    return new ApiKey(secret.id(), secret.digest(), "a client", owner, List.of(), limits, null);
  }

  static ValidatableResponse store(ApiKey key) {
    return request().body(Json.write(key)).put("/api-keys/" + key.id()).then();
  }

  /** A new key's id. */
  static String key(@Nullable Coldkey owner, Limits limits) {
    ApiKey key = fresh(owner, limits);
    store(key).statusCode(200);
    return key.id();
  }

  static ApiKeyRecord key(String id) {
    return Json.read(
        request().get("/api-keys/" + id).then().statusCode(200).extract().asString(),
        ApiKeyRecord.class);
  }

  static ApiKeyRecord revoke(String id) {
    return Json.read(
        request().delete("/api-keys/" + id).then().statusCode(200).extract().asString(),
        ApiKeyRecord.class);
  }

  static ValidatableResponse hold(String key, UUID id, Coldkey account, long amount) {
    return request()
        .body(Json.write(new Hold(account, new Rao(amount))))
        .put("/api-keys/" + key + "/holds/" + id)
        .then();
  }

  static ValidatableResponse charge(String key, UUID id, Charge charge) {
    return request()
        .body(Json.write(charge))
        .put("/api-keys/" + key + "/holds/" + id + "/charge")
        .then();
  }

  static EscrowInfo escrow(Coldkey account, Coldkey owner) {
    return Json.read(
        request()
            .get("/escrows/" + account + "/" + owner)
            .then()
            .statusCode(200)
            .extract()
            .asString(),
        EscrowInfo.class);
  }

  static ValidatableResponse refund(Coldkey account, Coldkey owner, UUID id, long amount) {
    return request()
        .body(Json.write(new Refund(new Rao(amount))))
        .put("/escrows/" + account + "/" + owner + "/refunds/" + id)
        .then();
  }

  static List<Payment> payments(Coldkey account) {
    return List.of(
        Json.read(
            request()
                .post("/escrows/" + account + "/payments")
                .then()
                .statusCode(200)
                .extract()
                .asString(),
            Payment[].class));
  }

  static void refused(ValidatableResponse response, AccessRefusal reason) {
    response
        .statusCode(reason.status())
        .contentType("application/problem+json")
        .body("type", equalTo(reason.urn()))
        .body("title", equalTo(reason.title()));
  }
}
