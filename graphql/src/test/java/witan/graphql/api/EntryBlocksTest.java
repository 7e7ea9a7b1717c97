package witan.graphql.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;
import witan.protocol.key.ColdkeyPair;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class EntryBlocksTest {

  @ConfigProperty(name = "witan.ledger.url")
  URI ledger = URI.create("http://127.0.0.1");

  @Test
  void theBlocksOfAllEntriesOfARequestAreFetchedInOneCallAndKept() throws Exception {
    while (given().get(ledger.resolve("/blocks/9")).statusCode() != 200) {
      Thread.sleep(50); // the fake ledger closes it half a second after its start
    }
    long before = calls();
    String entries =
        "entries(address:\"%s\"){edges{node{height block{height hash}}}}"
            .formatted(ColdkeyPair.generate().coldkey());
    String query = "{a:" + entries + " b:" + entries + "}";

    assertThat(blocks(query)).isEqualTo(List.of(9, 8, 7, 6, 5));
    assertThat(calls() - before).isEqualTo(1);
    assertThat(blocks(query)).isEqualTo(List.of(9, 8, 7, 6, 5));
    assertThat(calls() - before).isEqualTo(1);
  }

  private static List<Integer> blocks(String query) {
    return given()
        .header("content-type", "application/json")
        .body(Json.write(Map.of("query", query)))
        .post("/graphql")
        .then()
        .statusCode(200)
        .body("errors", nullValue())
        .body("data.a.edges.node.height", equalTo(List.of(9, 8, 7, 6, 5)))
        .extract()
        .path("data.b.edges.node.block.height");
  }

  /** How often the ledger was asked for blocks by height. */
  private long calls() {
    return given().get(ledger.resolve("/requests")).jsonPath().getList("", String.class).stream()
        .filter(request -> request.matches("GET /blocks.*before=.*"))
        .count();
  }
}
