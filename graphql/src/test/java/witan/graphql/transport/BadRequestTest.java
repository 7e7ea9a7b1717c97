package witan.graphql.transport;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.openai.NetworkResource;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class BadRequestTest {

  private static final String GRAPHQL = "application/graphql-response+json";
  private static final String JSON = "application/json";

  private static ValidatableResponse post(String accept, String body) {
    return given()
        .header("content-type", JSON)
        .header("accept", accept)
        .body(body)
        .post("/graphql")
        .then()
        .body(not(containsString("Exception")));
  }

  private static String request(String query) {
    return witan.protocol.Json.write(Map.of("query", query));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"query\": | 400 | 400 | BAD_REQUEST",
        "{\"query\":\"{__typename}\"} x | 400 | 400 | BAD_REQUEST",
        "17 | 400 | 400 | BAD_REQUEST",
        "[{\"query\":\"{__typename}\"}] | 400 | 400 | BAD_REQUEST",
        "{} | 400 | 400 | BAD_REQUEST",
        "{\"query\":\"\"} | 400 | 400 | BAD_REQUEST",
        "{\"query\":{}} | 400 | 400 | BAD_REQUEST",
        "{\"query\":\"{__typename}\",\"variables\":\"x\"} | 400 | 400 | BAD_REQUEST",
        "{\"query\":\"{__typename}\",\"variables\":[1]} | 400 | 400 | BAD_REQUEST",
        "{\"query\":\"{__typename}\",\"extensions\":7} | 400 | 400 | BAD_REQUEST",
        "{\"query\":\"{__typename}\",\"operationName\":{}} | 400 | 400 | BAD_REQUEST",
        "{\"query\":\"{\"} | 400 | 200 | GRAPHQL_PARSE_FAILED",
        "{\"query\":\"{nothing}\"} | 400 | 200 | GRAPHQL_VALIDATION_FAILED",
        "{\"query\":\"{network{secret}}\"} | 400 | 200 | GRAPHQL_VALIDATION_FAILED",
        "{\"query\":\"{metagraph(netuid:\\\"one\\\"){uid}}\"} | 400 | 200 | GRAPHQL_VALIDATION_FAILED",
        "{\"query\":\"{metagraph{uid}}\"} | 400 | 200 | GRAPHQL_VALIDATION_FAILED",
        "{\"query\":\"{route(input:{embedding:[1e99999999]}){millis}}\"} | 400 | 200 | GRAPHQL_VALIDATION_FAILED",
        "{\"query\":\"{block(height:1e99999999999999){height}}\"} | 400 | 200 | GRAPHQL_PARSE_FAILED",
        "{\"query\":\"query($n:Float!){route(input:{embedding:[$n]}){millis}}\",\"variables\":{\"n\":1e99999999999999}} | 400 | 200 | BAD_USER_INPUT",
        "{\"query\":\"query A{__typename}\",\"operationName\":\"B\"} | 400 | 200 | BAD_USER_INPUT",
        "{\"query\":\"query A{__typename} query B{__typename}\"} | 400 | 200 | BAD_USER_INPUT",
        "{\"query\":\"query($n:Int!){metagraph(netuid:$n){uid}}\"} | 400 | 200 | BAD_USER_INPUT",
        "{\"query\":\"query($n:Int!){metagraph(netuid:$n){uid}}\",\"variables\":{\"n\":\"one\"}} | 400 | 200 | BAD_USER_INPUT",
        "{\"query\":\"query($n:Int!){metagraph(netuid:$n){uid}}\",\"variables\":{\"n\":1e40}} | 400 | 200 | BAD_USER_INPUT",
        "{\"query\":\"query($i:RouteInput!){route(input:$i){millis}}\",\"variables\":{\"i\":{\"modality\":\"SMELL\"}}} | 400 | 200 | BAD_USER_INPUT",
        "{\"query\":\"query($i:RouteInput!){route(input:$i){millis}}\",\"variables\":{\"i\":{\"nothing\":1}}} | 400 | 200 | BAD_USER_INPUT"
      })
  void isRefusedWithACode(String body, int asGraphql, int asJson, String code) {
    post(GRAPHQL, body)
        .statusCode(asGraphql)
        .contentType(containsString(GRAPHQL))
        .body("errors[0].message", notNullValue())
        .body("errors[0].extensions.code", equalTo(code));
    post(JSON, body)
        .statusCode(asJson)
        .contentType(containsString(JSON))
        .body("errors[0].extensions.code", equalTo(code));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"1\"", "\"0001\""})
  void aWholeNumberIsReadFromVariablesAndFromTheDocument(String height) {
    post(
            JSON,
            "{\"query\":\"query($h:BigInteger){block(height:$h){height}}\",\"variables\":{\"h\":%s}}"
                .formatted(height))
        .statusCode(200)
        .body("data.block.height", equalTo(1));
    post(JSON, request("{block(height:%s){height}}".formatted(height)))
        .statusCode(200)
        .body("data.block.height", equalTo(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e99999999",
        "\"1e99999999\"",
        "1.5",
        "1e2",
        "true",
        "\"\"",
        "{\"a\":1}",
        "[1,2]"
      })
  void whatIsNoWholeNumberIsRefusedAtOnce(String height) {
    post(
            JSON,
            "{\"query\":\"query($h:BigInteger){block(height:$h){height}}\",\"variables\":{\"h\":%s}}"
                .formatted(height))
        .statusCode(200)
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
    post(JSON, request("{block(height:%s){height}}".formatted(height.replace("\"a\"", "a"))))
        .statusCode(200)
        .body("errors[0].extensions.code", equalTo("GRAPHQL_VALIDATION_FAILED"));
  }

  @Test
  void anEmptyBodyIsRefused() {
    given()
        .header("content-type", JSON)
        .post("/graphql")
        .then()
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("BAD_REQUEST"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void onlyJsonIsRead(String type) {
    given()
        .config(
            io.restassured.RestAssured.config()
                .encoderConfig(
                    io.restassured.config.EncoderConfig.encoderConfig()
                        .encodeContentTypeAs(type, io.restassured.http.ContentType.TEXT)))
        .header("content-type", type)
        .body(request("{__typename}"))
        .post("/graphql")
        .then()
        .statusCode(415)
        .body("errors[0].extensions.code", equalTo("BAD_REQUEST"));
  }

  @Test
  void whatIsNotOfferedIsNotAcceptable() {
    post("text/html", request("{__typename}")).statusCode(406);
    post(JSON, request("subscription{ask(input:{messages:[]}){__typename}}")).statusCode(406);
  }

  @Test
  void otherMethodsAndMutationsOverGetAreRefused() {
    given().delete("/graphql").then().statusCode(405).header("allow", "GET, POST");
    given()
        .queryParam("query", "mutation{ask(input:{messages:[]}){id}}")
        .get("/graphql")
        .then()
        .statusCode(405)
        .header("allow", "POST");
  }

  @Test
  void aBodyBeyondTheLimitIsTooLarge() {
    post(JSON, request(" ".repeat(9_500_000) + "{__typename}"))
        .statusCode(413)
        .body("errors[0].extensions.code", equalTo("BAD_REQUEST"));
  }

  @Test
  void aDocumentThatAsksForTooMuchIsRefusedBeforeItIsValidated() {
    String aliases =
        IntStream.range(0, 40).mapToObj(i -> "a" + i + ":nothing").collect(Collectors.joining(" "));
    String bomb =
        IntStream.range(0, 60)
            .mapToObj(i -> "fragment f%d on Query{...f%d ...f%d}".formatted(i, i + 1, i + 1))
            .collect(Collectors.joining(" ", "{...f0} ", " fragment f60 on Query{__typename}"));

    limited("{" + "a{".repeat(30) + "b" + "}".repeat(30) + "}", "depth");
    limited("{node{" + aliases + "}}", "aliases");
    limited("{" + "nothing ".repeat(25) + "}", "root fields");
    limited("{a{" + "nothing ".repeat(1_100) + "}}", "fields");
    limited(bomb, "fields");
    limited("{__typename #" + "x".repeat(200_000) + "\n}", "characters");
  }

  private static void limited(String query, String what) {
    post(GRAPHQL, request(query))
        .statusCode(400)
        .body("errors.size()", equalTo(1))
        .body("errors[0].message", containsString(what))
        .body("errors[0].extensions.code", equalTo("QUERY_LIMIT"));
    String event =
        post("text/event-stream", request(query)).statusCode(200).extract().body().asString();
    assertThat(event).contains("QUERY_LIMIT").contains(what).doesNotContain("VALIDATION_FAILED");
    if (query.length() < 2_000) { // longer ones are no request line
      given()
          .queryParam("query", query)
          .get("/graphql")
          .then()
          .body("errors[0].extensions.code", equalTo("QUERY_LIMIT"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{...a} fragment a on Query{...b} fragment b on Query{...a}",
        "{...missing}",
        "{__typename @nothing}"
      })
  void brokenDocumentsAreOnlyInvalid(String query) {
    post(GRAPHQL, request(query))
        .statusCode(400)
        .body("errors[0].extensions.code", equalTo("GRAPHQL_VALIDATION_FAILED"));
  }

  @Test
  void nestingAndTokensThatExhaustTheParserAreRefused() {
    for (String query :
        new String[] {
          "{" + "a{".repeat(3_000) + "b" + "}".repeat(3_000) + "}", "{" + "a ".repeat(6_000) + "}"
        }) {
      post(GRAPHQL, request(query))
          .statusCode(400)
          .body("errors[0].extensions.code", equalTo("QUERY_LIMIT"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/graphql-stock", "/graphql-stock/schema.graphql", "/graphql-stock/"})
  void theStockEndpointIsNotThere(String path) {
    given()
        .header("content-type", JSON)
        .body(request("{__typename}"))
        .post(path)
        .then()
        .statusCode(404);
    assertThat(given().get(path).statusCode()).isEqualTo(404);
  }
}
