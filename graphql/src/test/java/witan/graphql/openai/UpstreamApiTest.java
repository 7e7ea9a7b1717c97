package witan.graphql.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.fake.FakeUpstream;
import witan.protocol.access.Limits;

/** An upstream is added while the gateway runs, asked by name, and removed again. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class UpstreamApiTest {

  @ConfigProperty(name = "witan.home")
  Path home = Path.of("");

  FakeNetwork network;

  private final FakeUpstream giant = new FakeUpstream();
  private Path file = Path.of("");

  @BeforeEach
  void add() throws Exception {
    giant.tools = true;
    file = giant.addTo(home, "giant", "rw-------");
    awaitListed(true);
  }

  @AfterEach
  void remove() throws Exception {
    Files.delete(file);
    awaitListed(false);
    giant.close();
  }

  private static void awaitListed(boolean listed) throws InterruptedException {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (given().get("/v1/models").asString().contains("\"witan/giant\"") != listed) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  private static final String TOOLS =
      "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}]";

  private static ValidatableResponse post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private static ValidatableResponse chat(String more) {
    return given()
        .contentType(ContentType.JSON)
        .body(
            "{\"model\":\"witan/giant\",\"top_a\":0.3,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]"
                + more
                + "}")
        .post("/v1/chat/completions")
        .then();
  }

  @Test
  void askedByNameTheRequestIsHandedOnAsItIsButForTheModelsName() {
    chat("")
        .statusCode(200)
        .body("choices[0].message.content", equalTo(FakeUpstream.SAYS))
        .body("model", equalTo("giant-1"));

    assertThat(giant.bodies.getFirst().path("top_a").asDouble()).isEqualTo(0.3);
    assertThat(giant.keys).containsExactly("Bearer secret");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, '\"messages\":[{\"role\":\"user\",\"content\":\"Rain?\"}]'",
    "/v1/responses,        '\"input\":\"Rain?\"'"
  })
  void whatNeedsToolsGoesAsItIsToTheOneThatCallsThem(String path, String conversation) {
    post(path, "{\"model\":\"witan\",%s,%s}".formatted(TOOLS, conversation)).statusCode(200);

    assertThat(giant.bodies.getFirst().at("/tools/0/function/name").asText()).isEqualTo("weather");
    assertThat(giant.bodies.getFirst().path("model").asText()).isEqualTo("giant-1");
  }

  @Test
  void whatDoesNotNeedToolsIsStillTheMixtures() {
    post(
            "/v1/chat/completions",
            "{\"model\":\"witan\",%s,\"tool_choice\":\"none\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .formatted(TOOLS))
        .statusCode(200)
        .body("witan.experts.name", hasItem("anna"));
  }

  @Test
  void aPolicyThatDoesNotAllowTheOneThatCallsToolsLeavesNobodyForThem() {
    post(
            "/v1/chat/completions",
            "{\"model\":\"witan\",%s,\"witan\":{\"policy\":{\"owners\":[\"owner-anna\"]}},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .formatted(TOOLS))
        .statusCode(400)
        .body("error.param", equalTo("tools"));
    assertThat(giant.bodies).isEmpty();
  }

  @Test
  void aPolicyThatCannotBeReadIsSaidToBe() {
    post(
            "/v1/chat/completions",
            "{\"model\":\"witan\",%s,\"witan\":{\"policy\":{\"excludeHotkeys\":[\"x\"]}},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
                .formatted(TOOLS))
        .statusCode(400)
        .body("error.param", equalTo("witan.policy"));
    assertThat(giant.bodies).isEmpty();
  }

  @Test
  void embeddingsOfItsOwnAreAskedForByNameToo() {
    post("/v1/embeddings", "{\"model\":\"witan/giant\",\"input\":\"x\"}").statusCode(200);

    assertThat(giant.bodies.getFirst().path("input").asText()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/responses/input_tokens", "/v1/responses/compact"})
  void aConversationThatIsCountedOrShortenedIsHandedOnByItsPath(String path) {
    post(path, "{\"model\":\"witan/giant\",\"input\":\"x\",\"top_a\":0.3}").statusCode(200);

    assertThat(giant.paths).containsExactly(path);
    assertThat(giant.bodies.getFirst().path("model").asText()).isEqualTo("giant-1");
    assertThat(giant.bodies.getFirst().path("top_a").asDouble()).isEqualTo(0.3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatTheUpstreamSaysCountsAgainstTheKeysTokens(boolean stream) {
    String key = network.books.key(null, new Limits(null, 1, null, null));
    String body =
        "{\"model\":\"witan/giant\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"
            .formatted(stream);
    for (int status : new int[] {200, 429}) {
      given()
          .contentType(ContentType.JSON)
          .header("Authorization", "Bearer " + key)
          .body(body)
          .post("/v1/chat/completions")
          .then()
          .statusCode(status);
    }
  }

  @Test
  void aStreamComesAsTheUpstreamSendsIt() {
    String events = chat(",\"stream\":true").statusCode(200).extract().asString();

    assertThat(events)
        .contains("größer")
        .contains("\"completion_tokens\":9")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void whatTheUpstreamRefusesIsRefusedInItsWords() {
    giant.fault = FakeUpstream.Fault.REFUSES;

    chat("").statusCode(500).body("error.message", equalTo("no"));
  }

  @Test
  void anUpstreamThatIsGoneIsSaidToBe() {
    giant.close();

    chat("").statusCode(503).body("error.code", equalTo("service_unavailable"));
  }

  @Test
  void itIsListedAmongTheExperts() {
    given()
        .contentType(ContentType.JSON)
        .body("{\"query\":\"{experts(first:50){edges{node{name model vocabulary}}}}\"}")
        .post("/graphql")
        .then()
        .statusCode(200)
        .body("data.experts.edges.node.name", hasItem("giant"));
    given().get("/v1/models/witan/giant").then().statusCode(200).body("id", equalTo("witan/giant"));
  }
}
