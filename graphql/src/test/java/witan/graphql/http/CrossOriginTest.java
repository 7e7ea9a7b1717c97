package witan.graphql.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.openai.NetworkResource;

@QuarkusTest
@WithTestResource(NetworkResource.class)
class CrossOriginTest {

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat/completions", "/v1/models", "/graphql", "/network/experts"})
  void aPageOfAnotherSiteIsNotAllowedToReadOrToSend(String path) {
    for (String method : new String[] {"OPTIONS", "GET", "POST"}) {
      var answer =
          given()
              .header("Origin", "https://evil.example")
              .header("Access-Control-Request-Method", "POST")
              .header("Access-Control-Request-Headers", "content-type")
              .request(method, path);

      assertThat(answer.headers().asList())
          .as("%s %s", method, path)
          .extracting(Header::getName)
          .noneMatch(name -> name.toLowerCase().startsWith("access-control-"));
    }
  }
}
