package witan.functions.function;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.protocol.Json;
import witan.protocol.gate.EmbedReply;
import witan.protocol.gate.GateReply;

@QuarkusTest
@QuarkusTestResource(FakeLedger.class)
class FunctionsTest {

  @Test
  void aQuestionGoesToWhoKnowsMostAboutIt() {
    Response response = gate("{\"question\": \"Why does bread dough rise?\"}");

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    GateReply reply = Json.read(response.asString(), GateReply.class);
    assertThat(reply.candidates()).hasSize(2);
    assertThat(reply.candidates().getFirst().expert().descriptor().name()).isEqualTo("cooking");
    assertThat(reply.candidates().getFirst().prior()).isGreaterThan(0.9);
    assertThat(reply.candidates().getFirst().reasons()).hasSize(4);
    assertThat(reply.embedding()).hasSize(384);
    assertThat(reply.alpha()).isEqualTo(0.25);
    assertThat(reply.tau()).isEqualTo(0.04);
    assertThat(reply.threshold()).isEqualTo(0.35);
    assertThat(reply.keepRatio()).isEqualTo(0.02);
    assertThat(reply.gateVersion()).hasSize(16);
    assertThat(reply.millis()).isPositive();
  }

  @Test
  void theEmbeddingAloneGivesTheSameCandidatesAsItsQuestion() {
    GateReply byText =
        Json.read(gate("{\"question\": \"Who won the cup?\"}").asString(), GateReply.class);

    GateReply byVector =
        Json.read(
            gate("{\"embedding\": " + Json.write(byText.embedding()) + "}").asString(),
            GateReply.class);

    assertThat(byVector.gateVersion()).isEqualTo(byText.gateVersion());
    assertThat(byVector.candidates())
        .extracting(c -> c.expert().descriptor().name())
        .containsExactly("sports", "cooking");
    assertThat(byVector.candidates().getFirst().prior())
        .isCloseTo(byText.candidates().getFirst().prior(), within(1e-5));
  }

  @Test
  void theSameQuestionHasTheSameAnswer() {
    String question = "{\"question\": \"Which sauce goes with tennis?\"}";
    GateReply once = Json.read(gate(question).asString(), GateReply.class);
    GateReply again = Json.read(gate(question).asString(), GateReply.class);
    assertThat(again.candidates()).isEqualTo(once.candidates());
    assertThat(again.embedding()).containsExactly(once.embedding());
  }

  @Test
  void thePolicyHoldsAndNobodyIsNoError() {
    given()
        .contentType("application/json")
        .body("{\"question\": \"bread\", \"policy\": {\"labels\": [\"sports\"]}}")
        .post("/gate")
        .then()
        .statusCode(200)
        .body("candidates", hasSize(1))
        .body("candidates[0].expert.descriptor.name", equalTo("sports"));
    given()
        .contentType("application/json")
        .body("{\"question\": \"bread\", \"policy\": {\"owners\": [\"nobody\"]}}")
        .post("/gate")
        .then()
        .statusCode(200)
        .body("candidates", hasSize(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "/gate  | {                             | not well-formed JSON",
        "/gate  | {}                            | send \"question\" or \"embedding\"",
        "/gate  | null                          | send a JSON object",
        "/gate  | []                            | wrong kind",
        "/gate  | {\"question\": 7.5, \"maxCandidates\": \"many\"} | wrong kind at maxCandidates",
        "/gate  | {\"question\": \" \"}         | \"question\" is empty",
        "/gate  | {\"question\": {}}            | wrong kind at question",
        "/gate  | {\"embedding\": [1, 2]}       | \"embedding\" has 2 numbers; it takes 384",
        "/gate  | {\"question\": \"a\", \"maxCandidates\": 0} | \"maxCandidates\" is 0; 1 to 64",
        "/gate  | {\"question\": \"a\", \"modality\": \"SMELL\"} | wrong kind at modality",
        "/gate  | {\"question\": \"a\"} x       | JSON",
        "/embed | {}                            | \"texts\" is missing or empty",
        "/embed | {\"texts\": [\"\"]}           | \"texts\" holds an empty text",
        "/embed | {\"texts\": \"bread\"}        | wrong kind at texts",
        "/embed | oops                          | not well-formed JSON"
      })
  void aBadBodyIsAnsweredWithASentence(String path, String body, String detail) {
    given()
        .contentType("application/json")
        .body(body)
        .post(path)
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("status", equalTo(400))
        .body("title", equalTo("Bad Request"))
        .body("detail", containsString(detail));
  }

  @Test
  void noBodyIsABadBody() {
    given()
        .contentType("application/json")
        .post("/gate")
        .then()
        .statusCode(400)
        .body("detail", containsString("send a JSON object"));
  }

  @Test
  void anEmbeddingWithoutLengthIsABadBody() {
    given()
        .contentType("application/json")
        .body("{\"embedding\": " + Json.write(new float[384]) + "}")
        .post("/gate")
        .then()
        .statusCode(400)
        .body("detail", containsString("no length"));
  }

  @Test
  void aQuestionThatIsTooLongIsABadBody() {
    given()
        .contentType("application/json")
        .body("{\"question\": \"" + "a".repeat(100_001) + "\"}")
        .post("/gate")
        .then()
        .statusCode(400)
        .body("detail", containsString("at most 100000"));
  }

  @Test
  void onlyPostIsTakenAndOtherPathsAreNotFound() {
    given()
        .get("/gate?question=bread")
        .then()
        .statusCode(405)
        .header("Allow", "POST")
        .contentType("application/problem+json")
        .body("detail", equalTo("/gate takes POST only"));
    given()
        .post("/guess")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", containsString("/gate, /embed and /learn"));
  }

  @Test
  void textsAreEmbeddedInTheirOrder() {
    Response response =
        given()
            .contentType("application/json")
            .body("{\"texts\": [\"bread\", \"a game of tennis\"]}")
            .post("/embed");

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    EmbedReply reply = Json.read(response.asString(), EmbedReply.class);
    assertThat(reply.model()).isEqualTo("all-MiniLM-L6-v2");
    assertThat(reply.tokens()).isEqualTo(3 + 6);
    assertThat(reply.embeddings()).hasNumberOfRows(2);
    assertThat(reply.embeddings()[0]).hasSize(384);
    assertThat(reply.embeddings()[0]).isNotEqualTo(reply.embeddings()[1]);
  }

  @Test
  void anotherModelGivesOtherVectorsAndOneThatIsNotThereIsRefused() {
    String texts = "{\"texts\": [\"bread\"], \"model\": \"%s\"}";
    EmbedReply own = embed(texts.formatted("all-MiniLM-L6-v2"));
    EmbedReply other = embed(texts.formatted("bge-small-en-v1.5"));

    assertThat(other.model()).isEqualTo("bge-small-en-v1.5");
    assertThat(other.embeddings()[0]).hasSize(384).isNotEqualTo(own.embeddings()[0]);
    given()
        .contentType("application/json")
        .body(texts.formatted("nobody"))
        .post("/embed")
        .then()
        .statusCode(400)
        .body("detail", containsString("there are all-MiniLM-L6-v2 and bge-small-en-v1.5"));
  }

  private static EmbedReply embed(String body) {
    Response response = given().contentType("application/json").body(body).post("/embed");
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    return Json.read(response.asString(), EmbedReply.class);
  }

  @Test
  void aLedgerThatFailsLeavesTheLastListStanding() throws InterruptedException {
    gate("{\"question\": \"bread\"}");
    FakeLedger.STATUS.set(500);
    try {
      int before = FakeLedger.CALLS.get();
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (FakeLedger.CALLS.get() < before + 2 && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      assertThat(FakeLedger.CALLS.get()).as("asked each second").isGreaterThan(before + 1);
      given()
          .contentType("application/json")
          .body("{\"question\": \"bread\"}")
          .post("/gate")
          .then()
          .statusCode(200)
          .body("candidates", hasSize(2));
    } finally {
      FakeLedger.STATUS.set(200);
    }
  }

  @Test
  void itIsReadyOnceTheLedgerHasAnswered() {
    gate("{\"question\": \"bread\"}");
    given()
        .get("/q/health/ready")
        .then()
        .statusCode(200)
        .body("status", equalTo("UP"))
        .body("checks.status", everyItem(equalTo("UP")));
    given().get("/q/health/live").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200);
  }

  private static Response gate(String body) {
    return given().contentType("application/json").body(body).post("/gate");
  }
}
