package witan.graphql.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.openai.NetworkResource;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class RegistryApiTest {

  private static ValidatableResponse get(String query) {
    return given().queryParam("query", query).get("/graphql").then().statusCode(200);
  }

  @Test
  void expertsArePagedToTheEndEachOnce() {
    List<String> names = new ArrayList<>();
    String after = "null";
    boolean more = true;
    while (more) {
      var page =
          get("{experts(first:4,after:"
                  + after
                  + "){totalCount edges{node{name}} pageInfo{hasNextPage endCursor}}}")
              .body("data.experts.totalCount", equalTo(6))
              .extract();
      names.addAll(page.path("data.experts.edges.node.name"));
      more = page.path("data.experts.pageInfo.hasNextPage");
      after = "\"" + page.path("data.experts.pageInfo.endCursor") + "\"";
    }

    assertThat(names).containsExactlyInAnyOrder("anna", "bert", "cleo", "dora", "emil", "broken");
  }

  @Test
  void expertsAreFilteredAndBadPagesRefused() {
    get("{experts(modality:VISION){totalCount edges{cursor} pageInfo{endCursor}}}")
        .body("data.experts.totalCount", equalTo(0))
        .body("data.experts.pageInfo.endCursor", nullValue());
    get("{experts(first:1000){totalCount}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
    get("{experts(after:\"!\"){totalCount}}")
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }

  @Test
  void anExpertIsFoundByItsHotkeyOrIsNull() {
    String hotkey =
        get("{experts{edges{node{hotkey}}}}").extract().path("data.experts.edges[0].node.hotkey");

    get("{expert(hotkey:\"" + hotkey + "\"){hotkey owner modality labels contextLength}}")
        .body("data.expert.hotkey", equalTo(hotkey))
        .body("data.expert.modality", equalTo("TEXT"));
    get("{expert(hotkey:\"nobody\"){name}}")
        .body("data.expert", nullValue())
        .body("errors", nullValue());
  }

  @Test
  void theNetworkIsShown() {
    get("{network{name experts gateways height}}")
        .body("errors", nullValue())
        .body("data.network.experts", equalTo(6))
        .body("data.network.height", greaterThan(0));
  }
}
