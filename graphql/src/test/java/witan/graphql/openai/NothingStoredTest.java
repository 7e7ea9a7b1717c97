package witan.graphql.openai;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway as it is shipped: it stores nothing, and says how its operator turns that on. */
@QuarkusTest
@TestProfile(NothingStoredTest.AsShipped.class)
@WithTestResource(NetworkResource.class)
@Timeout(60)
class NothingStoredTest {

  /** Nothing is kept. */
  public static final class AsShipped implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("witan.stored.keep", "0");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/chat/completions",
    "GET, /v1/chat/completions/c1",
    "POST, /v1/chat/completions/c1",
    "DELETE, /v1/chat/completions/c1",
    "GET, /v1/chat/completions/c1/messages",
    "GET, /v1/responses/resp_1",
    "DELETE, /v1/responses/resp_1",
    "POST, /v1/responses/resp_1/cancel",
    "GET, /v1/responses/resp_1/input_items"
  })
  void whatNeedsAStoreIsNotServedAndSaysHowItWouldBe(String method, String path) {
    given()
        .request(method, path)
        .then()
        .statusCode(404)
        .body("error.code", equalTo("not_served"))
        .body("error.message", containsString("witan.stored.keep"));
  }

  @Test
  void answersSayThatTheyAreNotStored() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"model\":\"witan\",\"input\":\"x\",\"max_output_tokens\":1,\"store\":true}")
        .post("/v1/responses")
        .then()
        .statusCode(200)
        .body("store", equalTo(false));
    given()
        .contentType(ContentType.JSON)
        .body(
            "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1,\"store\":true}")
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .body("metadata", nullValue());
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/responses, previous_response_id, '\"resp_1\"'",
    "/v1/responses/input_tokens, previous_response_id, '\"resp_1\"'",
    "/v1/responses/compact, previous_response_id, '\"resp_1\"'",
    "/v1/responses, background, true"
  })
  void whatNeedsAMemoryIsRefused(String path, String field, String value) {
    given()
        .contentType(ContentType.JSON)
        .body("{\"model\":\"witan\",\"input\":\"x\",\"%s\":%s}".formatted(field, value))
        .post(path)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("unsupported_parameter"))
        .body("error.param", equalTo(field));
  }

  @Test
  void aPathIsForTheMethodsThatItHasWithoutAStore() {
    for (String path :
        List.of("/v1/chat/completions", "/v1/responses/input_tokens", "/v1/responses/compact")) {
      given().delete(path).then().statusCode(405).header("Allow", "POST");
    }
  }
}
