package witan.graphql.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.responses.ResponseCompactParams;
import com.openai.models.responses.inputtokens.InputTokenCountParams;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.fake.FakeExpert;
import witan.graphql.fake.FakeNetwork;
import witan.protocol.access.Limits;
import witan.protocol.v1.Message;

/** Conversations that are counted and shortened instead of answered. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class ConversationApiTest {

  private static final String RESPONSES = "/v1/responses";
  private static final String COUNT = RESPONSES + "/input_tokens";
  private static final String COMPACT = RESPONSES + "/compact";
  private static final String LONG = "It is a duck, as I said. ".repeat(60).strip();

  @TestHTTPResource("/v1")
  URI base = URI.create("http://127.0.0.1");

  FakeNetwork network;

  /** What anna was asked: the messages of each session, in their order. */
  private final List<List<String>> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void listen() {
    FakeExpert anna = network.expert("anna");
    anna.counts(open ->
        open.getChat().getMessagesList().stream().mapToInt(it -> it.getContent().length()).sum());
    anna.tells(request -> {
      if (request.hasOpen()) {
        asked.add(
            request.getOpen().getChat().getMessagesList().stream()
                .map(ConversationApiTest::said)
                .toList());
      }
    });
    anna.mayEndFrom[0] = 9;
  }

  private static String said(Message message) {
    return message.getRole() + ": " + message.getContent();
  }

  @AfterEach
  void leave() {
    FakeExpert anna = network.expert("anna");
    anna.counts(open -> 11);
    anna.tells(request -> {});
    anna.fails(FakeExpert.Fault.NONE, 0);
    anna.mayEndFrom[0] = 1_000;
  }

  private static ValidatableResponse post(String path, String fields) {
    return given()
        .contentType(ContentType.JSON)
        .body("{\"model\":\"witan/anna\"%s}".formatted(fields.isEmpty() ? "" : "," + fields))
        .post(path)
        .then();
  }

  private static String talk(String last) {
    return "\"input\":[{\"role\":\"user\",\"content\":\"What?\"},{\"role\":\"assistant\",\"content\":\"%s\"}%s]"
        .formatted(LONG, last);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"input\":\"What is it?\"",
        "\"input\":\"What is it?\",\"instructions\":\"Be brief.\"",
        "\"input\":\"What is it?\",\"previous_response_id\":\"%s\"",
        "\"input\":\"What is it?\",\"witan\":{\"retrieval\":false},\"temperature\":0.3",
        "\"input\":[{\"role\":\"user\",\"content\":\"What?\"},{\"role\":\"user\",\"content\":\"Now?\"},"
            + "{\"type\":\"compaction\",\"encrypted_content\":\"witan1.QSBkdWNr\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"Why?\"}]}]"
      })
  void theCountIsThatOfTheAnswersUsage(String fields) {
    String first =
        post(RESPONSES, "\"input\":\"Who is it?\",\"max_output_tokens\":1").extract().path("id");
    asked.clear();
    String body = fields.replace("%s", first);

    int counted =
        post(COUNT, body)
            .statusCode(200)
            .body("object", equalTo("response.input_tokens"))
            .extract()
            .path("input_tokens");

    post(RESPONSES, body + ",\"max_output_tokens\":1,\"store\":false")
        .statusCode(200)
        .body("usage.input_tokens", equalTo(counted));
    assertThat(counted)
        .isEqualTo(asked.getFirst().stream().mapToInt(ConversationApiTest::length).sum());
    assertThat(asked).hasSize(2);
    assertThat(asked.getFirst()).isEqualTo(asked.getLast());
  }

  private static int length(String said) {
    return said.substring(said.indexOf(' ') + 1).length();
  }

  @Test
  void whereThereIsNothingToCountNobodyIsAsked() {
    given().post(COUNT).then().statusCode(200).body("input_tokens", equalTo(0));
    given().body("{}").post(COUNT).then().statusCode(200).body("input_tokens", equalTo(0));
    post(COUNT, "").statusCode(200).body("input_tokens", equalTo(0));
    assertThat(asked).isEmpty();

    post(COUNT, "\"instructions\":\"Be brief.\"").statusCode(200).body("input_tokens", equalTo(9));
    given()
        .body("{\"input\":\"What?\"}")
        .post(COUNT)
        .then()
        .statusCode(200)
        .body("input_tokens", greaterThan(0));
  }

  @Test
  void whatTheAssistantSaidBecomesASummaryToGoOnFrom() {
    ValidatableResponse shorter =
        post(COMPACT, "\"instructions\":\"Be brief.\"," + talk(""))
            .statusCode(200)
            .body("object", equalTo("response.compaction"))
            .body("id", startsWith("resp_"))
            .body("output.type", equalTo(List.of("message", "compaction")))
            .body("output[0].role", equalTo("user"))
            .body("output[0].content[0].text", equalTo("What?"))
            .body("output[1].id", startsWith("cmp_"))
            .body("usage.input_tokens", greaterThan(LONG.length()))
            .body("usage.output_tokens", lessThanOrEqualTo(256))
            .body("witan.experts.name", equalTo(List.of("anna")));
    assertThat(asked.getFirst())
        .startsWith("system: Be brief.", "user: What?", "assistant: " + LONG)
        .hasSize(4);
    assertThat(asked.getFirst().getLast()).startsWith("user: Summarise");
    given()
        .get(RESPONSES + "/" + shorter.extract().<String>path("id"))
        .then()
        .statusCode(404)
        .body("error.code", equalTo("not_found"));

    String output = items(shorter);
    String next =
        post(
                RESPONSES,
                "\"max_output_tokens\":1,\"input\":[%s,{\"role\":\"user\",\"content\":\"And?\"}]"
                    .formatted(output))
            .statusCode(200)
            .extract()
            .path("id");
    assertThat(asked.getLast().get(0)).isEqualTo("user: What?");
    assertThat(asked.getLast().get(1)).startsWith("assistant: What I said before, in short:\nw");
    assertThat(asked.getLast().get(2)).isEqualTo("user: And?");
    given()
        .get(RESPONSES + "/" + next + "/input_items?order=asc")
        .then()
        .statusCode(200)
        .body("data.type", equalTo(List.of("message", "compaction", "message")));

    post(COMPACT, "\"previous_response_id\":\"%s\",%s".formatted(next, talk("")))
        .statusCode(200)
        .body("output.type", equalTo(List.of("message", "message", "message", "compaction")));
    assertThat(asked.getLast().get(1)).startsWith("assistant: What I said before");
  }

  private static String items(ValidatableResponse compacted) {
    String json = compacted.extract().asString();
    int from = json.indexOf("\"output\":[") + "\"output\":[".length();
    return json.substring(from, json.indexOf("],\"usage\""));
  }

  @Test
  void aSummaryThatIsNoShorterIsNotTaken() {
    network.expert("anna").mayEndFrom[0] = 1_000;

    post(
            COMPACT,
            "\"input\":[{\"role\":\"assistant\",\"content\":\"%s\"}]".formatted("x".repeat(99)))
        .statusCode(200)
        .body("output.type", equalTo(List.of("message")))
        .body("output[0].role", equalTo("assistant"))
        .body("output[0].content[0].text", equalTo("x".repeat(99)))
        .body("usage.output_tokens", equalTo(256));
  }

  @Test
  void nobodyIsAskedWhereTheAssistantSaidNothing() {
    post(COMPACT, "").statusCode(200).body("output", empty());
    post(COMPACT, "\"instructions\":\"Be brief.\"").statusCode(200).body("output", empty());
    post(COMPACT, "\"input\":\"What?\"")
        .statusCode(200)
        .body("output", hasSize(1))
        .body("output[0].content[0].text", equalTo("What?"))
        .body("usage.total_tokens", equalTo(0))
        .body("witan", nullValue());
    assertThat(asked).isEmpty();
  }

  @Test
  void theOfficialClientCountsAndShortens() {
    OpenAIClient client =
        OpenAIOkHttpClient.builder().baseUrl(base.toString()).apiKey("any").maxRetries(0).build();

    assertThat(
            client
                .responses()
                .inputTokens()
                .count(InputTokenCountParams.builder().model("witan/anna").input("What?").build())
                .inputTokens())
        .isEqualTo(5);
    var shorter =
        client
            .responses()
            .compact(
                ResponseCompactParams.builder()
                    .model(ResponseCompactParams.Model.of("witan"))
                    .input("What?")
                    .build());
    assertThat(shorter.output()).hasSize(1);
    assertThat(shorter.usage().totalTokens()).isZero();
  }

  @Test
  void aNameThatNobodyHasIsRefusedByBoth() {
    for (String fields : List.of("\"input\":\"What?\"", talk(""))) {
      for (String path : List.of(COUNT, COMPACT)) {
        given()
            .contentType(ContentType.JSON)
            .body("{\"model\":\"nobody\",%s}".formatted(fields))
            .post(path)
            .then()
            .statusCode(404)
            .body("error.code", equalTo("model_not_found"));
      }
    }
  }

  @Test
  void anExpertThatFailsIsSaidToBeGone() {
    network.expert("anna").fails(FakeExpert.Fault.DIE, 0);

    for (String path : List.of(COUNT, COMPACT)) {
      post(path, talk(""))
          .statusCode(503)
          .header("Retry-After", "1")
          .body("error.code", equalTo("service_unavailable"));
    }
  }

  @Test
  void aSummaryThatIsNotThisGatewaysIsRefusedEverywhere() {
    for (String path : List.of(RESPONSES, COUNT, COMPACT)) {
      post(
              path,
              "\"input\":[{\"type\":\"compaction\",\"id\":\"cmp_1\",\"encrypted_content\":\"gAAAA\"}]")
          .statusCode(400)
          .body("error.param", equalTo("input[0].encrypted_content"))
          .body("error.message", containsString("/v1/responses/compact"));
    }
    post(
            "/v1/chat/completions",
            "\"messages\":[{\"type\":\"compaction\",\"encrypted_content\":\"witan1.QQ\"}]")
        .statusCode(400)
        .body("error.param", equalTo("messages[0].role"));
  }

  @ParameterizedTest
  @ValueSource(strings = {COUNT, COMPACT, COMPACT + "/"})
  void theirPathsAreNoIds(String path) {
    for (String method : List.of("GET", "DELETE")) {
      given()
          .request(method, path)
          .then()
          .statusCode(405)
          .header("Allow", "POST")
          .body("error.code", equalTo("method_not_allowed"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {COUNT, COMPACT})
  void bothCountAgainstAKeysLimits(String path) {
    String requests = network.books.key(null, new Limits(1, null, null, null));
    String tokens = network.books.key(null, new Limits(null, 1, null, null));
    for (int status : new int[] {200, 429}) {
      as(requests, path, "{\"model\":\"witan/anna\"}", status);
      as(tokens, path, "{\"model\":\"witan/anna\",%s}".formatted(talk("")), status);
    }
  }

  private static void as(String key, String path, String body, int status) {
    given()
        .contentType(ContentType.JSON)
        .header("Authorization", "Bearer " + key)
        .body(body)
        .post(path)
        .then()
        .statusCode(status);
  }
}
