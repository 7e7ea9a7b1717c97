package witan.graphql.rate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.openai.NetworkResource;

@QuarkusTest
@TestProfile(RateLimitTest.ThreeAMinute.class)
@WithTestResource(NetworkResource.class)
@Timeout(60)
class RateLimitTest {

  /** Few enough to be used up before any of it comes back. */
  public static final class ThreeAMinute implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("witan.rate.requests-per-minute", "3");
    }
  }

  private static ValidatableResponse post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  @Test
  void everyDoorSaysHowMuchIsLeftAndThenRefusesInItsOwnShape() {
    String embed = "{\"model\":\"all-MiniLM-L6-v2\",\"input\":\"x\"}";
    String query = "{\"query\":\"{__typename}\"}";

    post("/v1/embeddings", embed)
        .statusCode(200)
        .header("x-ratelimit-limit-requests", "3")
        .header("x-ratelimit-remaining-requests", "2");
    post("/graphql", query).statusCode(200).header("x-ratelimit-remaining-requests", "1");
    String events =
        post(
                "/v1/completions",
                "{\"model\":\"witan\",\"prompt\":\"x\",\"max_tokens\":2,\"stream\":true}")
            .statusCode(200)
            .header("x-ratelimit-remaining-requests", "0")
            .extract()
            .asString();
    assertThat(events).contains("[DONE]");

    post("/v1/embeddings", embed)
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .header("x-ratelimit-reset-requests", notNullValue())
        .body("error.code", equalTo("rate_limit_exceeded"))
        .body("error.type", equalTo("rate_limit_error"));
    post("/graphql", query)
        .statusCode(429)
        .header("Retry-After", notNullValue())
        .body("errors[0].extensions.code", equalTo("BUSY"));
    given().get("/v1/models").then().statusCode(200); // costs nothing
  }
}
