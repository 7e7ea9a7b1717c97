package witan.graphql.trace;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Traces are on once an endpoint is set at run time, and leave the process without any text. */
@QuarkusTest
@WithTestResource(TracedNetwork.class)
@WithTestResource(OtlpReceiver.class)
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by the resource
class OtlpTest {

  private static final String SECRET = "Mx7-swordfish";

  OtlpReceiver collector;

  @Test
  void whatIsSentToTheEndpointNamesTheAnswerAndHoldsNoText() throws Exception {
    String id =
        given()
            .contentType(ContentType.JSON)
            .body(
                "{\"model\":\"witan\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\""
                    + SECRET
                    + "\"}]}")
            .post("/v1/chat/completions")
            .then()
            .statusCode(200)
            .extract()
            .header("x-request-id");

    for (int i = 0; i < 400 && !String.join("", collector.received).contains(id); i++) {
      Thread.sleep(50);
    }
    assertThat(String.join("", collector.received))
        .contains("chat witan", "gen_ai.usage.output_tokens", id, "witan.v1.Expert/Session")
        .doesNotContain(SECRET)
        .doesNotContainPattern(" w\\d");
  }
}
