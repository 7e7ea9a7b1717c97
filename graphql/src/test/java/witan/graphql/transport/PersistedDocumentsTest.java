package witan.graphql.transport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;
import witan.protocol.signature.Sha256;

/** Automatic persisted queries over HTTP; the clients' tests have the other transports. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class PersistedDocumentsTest {

  private static final String GRAPHQL = "application/graphql-response+json";

  private static String digest(String document) {
    return Sha256.hex(document.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, Object> persisted(String digest) {
    return Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", digest));
  }

  private static ValidatableResponse post(Map<String, Object> request) {
    return given()
        .header("content-type", "application/json")
        .header("accept", GRAPHQL)
        .body(Json.write(request))
        .post("/graphql")
        .then();
  }

  @Test
  void aDocumentIsAskedForByItsDigestOnceItWasSent() {
    String document = "query Once($n: Int) { experts(first: $n) { totalCount } }";
    Map<String, Object> byDigest =
        Map.of("extensions", persisted(digest(document)), "variables", Map.of("n", 1));

    post(byDigest)
        .statusCode(400)
        .body("errors[0].message", equalTo("PersistedQueryNotFound"))
        .body("errors[0].extensions.code", equalTo("PERSISTED_QUERY_NOT_FOUND"));
    Map<String, Object> whole = new HashMap<>(byDigest);
    whole.put("query", document);
    post(whole).statusCode(200).body("data.experts.totalCount", equalTo(6));
    post(byDigest).statusCode(200).body("data.experts.totalCount", equalTo(6));
    post(Map.of("documentId", "sha256:" + digest(document), "variables", Map.of("n", 1)))
        .statusCode(200)
        .body("data.experts.totalCount", equalTo(6));
    given()
        .queryParam("extensions", Json.write(persisted(digest(document))))
        .get("/graphql")
        .then()
        .statusCode(200)
        .body("data.experts.totalCount", equalTo(6));
  }

  @Test
  void aMutationByItsDigestNeedsPostAsWell() {
    String document =
        "mutation { ask(input: {messages: [{role: USER, content: \"x\"}], maxTokens: 1}) { id } }";
    post(Map.of("query", document)).statusCode(200).body("errors", nullValue());

    given()
        .queryParam("documentId", digest(document))
        .get("/graphql")
        .then()
        .statusCode(405)
        .header("allow", "POST");
  }

  @Test
  void aDigestOfAnotherDocumentIsRefused() {
    post(Map.of("query", "{__typename}", "extensions", persisted(digest("{other}"))))
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
    post(Map.of("documentId", digest("{other}")))
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("PERSISTED_QUERY_NOT_FOUND"));
  }

  @Test
  void whatIsNotValidIsNotKept() {
    String document = "{nothing}";
    post(Map.of("query", document, "extensions", persisted(digest(document))))
        .body("errors[0].extensions.code", equalTo("GRAPHQL_VALIDATION_FAILED"));

    post(Map.of("extensions", persisted(digest(document))))
        .body("errors[0].extensions.code", equalTo("PERSISTED_QUERY_NOT_FOUND"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"extensions\":{\"persistedQuery\":7}}",
        "{\"extensions\":{\"persistedQuery\":{\"version\":2,\"sha256Hash\":\"%s\"}}}",
        "{\"extensions\":{\"persistedQuery\":{\"version\":1}}}",
        "{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"../etc\"}}}",
        "{\"documentId\":7}",
        "{\"documentId\":\"\"}",
        "{\"documentId\":\"%s\",\"query\":7}"
      })
  void anIdThatIsNoneIsRefused(String request) {
    int status =
        given()
            .header("content-type", "application/json")
            .body(request.formatted("0".repeat(64)))
            .post("/graphql")
            .then()
            .body("errors[0].extensions.code", equalTo("BAD_REQUEST"))
            .extract()
            .statusCode();

    assertThat(status).isEqualTo(400);
  }
}
