package witan.functions.function;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutLedgerTest.NobodyListens.class)
class WithoutLedgerTest {

  public static class NobodyListens implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("witan.ledger.url", "http://127.0.0.1:1");
    }
  }

  @Test
  void aQuestionIsToldToComeAgain() {
    given()
        .contentType("application/json")
        .body("{\"question\": \"bread\"}")
        .post("/gate")
        .then()
        .statusCode(503)
        .contentType("application/problem+json")
        .body("detail", containsString("the ledger has not answered yet"));
  }

  @Test
  void itIsAliveButNotReady() {
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/health/ready").then().statusCode(503).body("status", equalTo("DOWN"));
  }

  @Test
  void textsAreEmbeddedAllTheSame() {
    given()
        .contentType("application/json")
        .body("{\"texts\": [\"bread\"]}")
        .post("/embed")
        .then()
        .statusCode(200)
        .body("model", equalTo("all-MiniLM-L6-v2"));
  }
}
