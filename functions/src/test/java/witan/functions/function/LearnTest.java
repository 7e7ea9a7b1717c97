package witan.functions.function;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import witan.functions.KnownExperts;
import witan.protocol.Json;
import witan.protocol.gate.AuditedAnswer;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.GateReply;
import witan.protocol.gate.GateVersion;
import witan.protocol.gate.LearnRequest;
import witan.protocol.key.Hotkey;

@QuarkusTest
@QuarkusTestResource(FakeLedger.class)
class LearnTest {

  private static final String QUESTION =
      "{\"question\": \"Which sauce goes with tennis?\", \"deterministic\": %s}";

  @BeforeEach
  void nothingIsLearned() throws InterruptedException {
    FakeLedger.ACTIVE.set(null);
    while (gate(true).candidates().getFirst().claims() != null) {
      Thread.sleep(50);
    }
  }

  @Test
  void whoContributedNothingComesLastAndIsBelievedLess() {
    GateReply before = gate(true);
    Candidate first = before.candidates().getFirst();

    GateVersion learned = learn(failing(before, 64));

    GateReply after = gate(true);
    assertThat(after.gateVersion()).isNotEqualTo(before.gateVersion());
    assertThat(name(after.candidates().getFirst())).isNotEqualTo(name(first));
    Candidate last = after.candidates().getLast();
    assertThat(name(last)).isEqualTo(name(first));
    assertThat(Objects.requireNonNull(last.claims()).believed().getLast()).isLessThan(0.6);
    assertThat(last.reasons()).anyMatch(reason -> reason.startsWith("Audits of such questions"));
    assertThat(learned.version())
        .isEqualTo(Objects.requireNonNull(FakeLedger.ACTIVE.get()).version());
    assertThat(gate(true).candidates()).as("the same again").isEqualTo(after.candidates());
  }

  @Test
  void whileExploringPriorsAreTheSame() {
    GateReply before = gate(true);
    learn(failing(before, 64));
    assertThat(gate(false).candidates()).isEqualTo(gate(true).candidates());
  }

  @Test
  void theSameRequestIsLearnedOnce() {
    GateReply reply = gate(true);
    LearnRequest request = failing(reply, 3);
    assertThat(learn(request)).isEqualTo(learn(request));
  }

  @Test
  void onlyTheOperatorsServicesTeach() {
    given()
        .contentType("application/json")
        .body("{}")
        .post("/learn")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("detail", containsString("service key"));
  }

  @Test
  void whatCantBeLearnedIsRefusedWithASentence() {
    post("{\"id\": \"7\", \"answers\": []}").statusCode(400);
    post("{\"id\": \"" + UUID.randomUUID() + "\", \"answers\": []}")
        .statusCode(400)
        .body("detail", containsString("1 to 1000 entries"));
    post("{\"id\": \"%s\", \"answers\": [{\"embedding\": [1], \"at\": \"2026-11-23T12:00:00Z\"}]}"
            .formatted(UUID.randomUUID()))
        .statusCode(400)
        .body("detail", containsString("384 numbers"));
  }

  /** The first of two candidates claims all and gives nothing, the other the other way round. */
  private static LearnRequest failing(GateReply reply, int answers) {
    List<AuditedAnswer> audited = new ArrayList<>();
    for (int i = 0; i < answers; i++) {
      audited.add(
          new AuditedAnswer(
              reply.embedding(),
              KnownExperts.NOW.plusSeconds(i),
              List.of(
                  new AuditedAnswer.Contribution(hotkey(reply.candidates().get(0)), 1.0, 0),
                  new AuditedAnswer.Contribution(hotkey(reply.candidates().get(1)), null, 0.9))));
    }
    return new LearnRequest(UUID.randomUUID(), audited);
  }

  private static Hotkey hotkey(Candidate candidate) {
    return candidate.expert().descriptor().hotkey();
  }

  private static GateVersion learn(LearnRequest request) {
    return Json.read(
        post(Json.write(request)).statusCode(200).extract().asString(), GateVersion.class);
  }

  private static ValidatableResponse post(String body) {
    return given()
        .contentType("application/json")
        .header("Authorization", "Bearer key-of-the-tests")
        .body(body)
        .post("/learn")
        .then();
  }

  private static GateReply gate(boolean deterministic) {
    return Json.read(
        given()
            .contentType("application/json")
            .body(QUESTION.formatted(deterministic))
            .post("/gate")
            .asString(),
        GateReply.class);
  }

  private static String name(Candidate candidate) {
    return candidate.expert().descriptor().name();
  }
}
