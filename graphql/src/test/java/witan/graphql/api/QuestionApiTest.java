package witan.graphql.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.graphql.openai.NetworkResource;
import witan.protocol.Json;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class QuestionApiTest {

  private static final String ASK =
      """
      mutation Ask($input: AskInput!) {
        ask(input: $input) {
          id content finishReason
          usage { promptTokens completionTokens totalTokens }
          contributions { expert { name pricePerThousandTokens } weight tokensDrafted tokensAccepted status sources }
          routing { gateVersion choices { expert { name } prior weight evidence } considered { expert { name } prior weight reasons } }
        }
      }
      """;

  private static ValidatableResponse send(String query, Map<String, Object> variables) {
    return given()
        .config(
            io.restassured.RestAssured.config()
                .jsonConfig(
                    io.restassured.config.JsonConfig.jsonConfig()
                        .numberReturnType(NumberReturnType.DOUBLE)))
        .header("content-type", "application/json")
        .body(Json.write(Map.of("query", query, "variables", variables)))
        .post("/graphql")
        .then()
        .statusCode(200)
        .body(not(containsString("Exception")));
  }

  private static Map<String, Object> question(String name, Object value) {
    return Map.of(
        "input",
        Map.of(
            "messages",
            List.of(Map.of("role", "USER", "content", "What is it?")),
            "maxTokens",
            20,
            name,
            value));
  }

  @Test
  void imagesGoToTheExpertThatSeesThem() {
    Map<String, Object> message =
        Map.of(
            "role",
            "USER",
            "content",
            "Read it.",
            "images",
            List.of("data:image/gif;base64,R0lGODlh"));
    send(ASK, Map.of("input", Map.of("messages", List.of(message), "maxTokens", 5)))
        .body("data.ask.contributions.expert.name", equalTo(List.of("emil")));
  }

  @Test
  void anImageThatIsNoneIsRefusedWithASentence() {
    Map<String, Object> message =
        Map.of("role", "USER", "content", "", "images", List.of("https://example.org/a.png"));
    send(ASK, Map.of("input", Map.of("messages", List.of(message))))
        .body("errors[0].message", containsString("Send the picture itself"));
  }

  @Test
  void theMutationAnswersWhole() {
    send(ASK, question("temperature", 0))
        .body("errors", nullValue())
        .body("data.ask.content", containsString("w"))
        .body("data.ask.finishReason", equalTo("length"))
        .body("data.ask.usage.completionTokens", equalTo(20))
        .body("data.ask.contributions", hasSize(3))
        .body("data.ask.contributions[0].expert.name", equalTo("anna"))
        .body("data.ask.contributions[0].expert.pricePerThousandTokens", equalTo("0"))
        .body("data.ask.contributions[0].status", equalTo("COMPLETED"))
        .body("data.ask.contributions[0].sources[0]", equalTo("passage of anna"))
        .body("data.ask.routing.gateVersion", equalTo("fake-1"))
        .body("data.ask.routing.choices", hasSize(3))
        .body("data.ask.routing.considered", hasSize(3))
        .body("data.ask.routing.considered[0].prior", closeTo(0.01, 1e-9));
  }

  @Test
  void theSameSeedGivesTheSameAnswer() {
    String first = send(ASK, question("seed", 7)).extract().path("data.ask.content");
    String second = send(ASK, question("seed", 7)).extract().path("data.ask.content");

    assertThat(second).isEqualTo(first).isNotEmpty();
  }

  @Test
  void oneExpertCanBeNamedOrTheBestTaken() {
    send(ASK, question("model", "witan/bert"))
        .body("data.ask.contributions.expert.name", equalTo(List.of("bert")));
    send(ASK, question("combine", "BEST")).body("data.ask.contributions", hasSize(1));
    send(ASK, question("policy", Map.of("owners", List.of("owner-cleo"))))
        .body("data.ask.contributions.expert.name", equalTo(List.of("cleo")));
  }

  private static ValidatableResponse greedy(String model, String combine) {
    Map<String, Object> input =
        Map.of(
            "messages",
            List.of(Map.of("role", "USER", "content", "What is it?")),
            "maxTokens",
            20,
            "temperature",
            0,
            "model",
            model,
            "combine",
            combine);
    return send(ASK, Map.of("input", input)).body("errors", nullValue());
  }

  private static String content(ValidatableResponse response) {
    return response.extract().path("data.ask.content");
  }

  @Test
  void theBestAnswersAsItWouldAlone() {
    ValidatableResponse best = greedy("witan", "BEST");

    best.body("data.ask.contributions.expert.name", equalTo(List.of("anna")));
    assertThat(content(best)).isEqualTo(content(greedy("witan/anna", "MIX")));
  }

  @Test
  void aVoteGivesWhatOneOfTheVotersSaysAndNamesThemAll() {
    ValidatableResponse vote = greedy("witan", "VOTE");

    vote.body("data.ask.contributions", hasSize(3))
        .body("data.ask.contributions.status", everyItem(equalTo("COMPLETED")))
        .body("data.ask.contributions.expert.name", hasItems("anna", "bert", "cleo"));
    // They all say something else, so the heaviest vote decides.
    assertThat(content(vote)).isEqualTo(content(greedy("witan/anna", "MIX")));
    assertThat(content(greedy("witan", "MIX"))).isNotEqualTo(content(vote));
  }

  @Test
  void routeTellsWhomAQuestionWouldGoTo() {
    send(
            "query($input: RouteInput!) { route(input: $input) { gateVersion millis"
                + " choices { expert { name hotkey } prior weight evidence similarity reasons }"
                + " considered { prior } } }",
            Map.of("input", Map.of("question", "What is it?", "maxExperts", 2)))
        .body("errors", nullValue())
        .body("data.route.choices", hasSize(2))
        .body("data.route.choices[0].expert.name", equalTo("anna"))
        .body("data.route.choices[0].evidence", nullValue())
        .body("data.route.considered", hasSize(4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "messages    | []                          | BAD_USER_INPUT",
        "maxTokens   | 0                           | BAD_USER_INPUT",
        "temperature | 3                           | BAD_USER_INPUT",
        "topP        | 0                           | BAD_USER_INPUT",
        "maxExperts  | 9                           | BAD_USER_INPUT",
        "stop        | [\"\"]                      | BAD_USER_INPUT",
        "model       | \"witan/nobody\"            | NOT_FOUND",
        "policy      | {\"excludeHotkeys\":[\"me\"]} | BAD_USER_INPUT",
        "policy      | {\"owners\":[\"nobody\"]}   | BAD_USER_INPUT"
      })
  void anImpossibleQuestionIsRefusedWithACode(String field, String value, String code) {
    var input = new java.util.HashMap<String, Object>();
    input.put("messages", List.of(Map.of("role", "USER", "content", "x")));
    input.put(field, Json.read(value, Object.class));

    send(ASK, Map.of("input", input))
        .body("data", nullValue())
        .body("errors", hasSize(1))
        .body("errors[0].path", equalTo(List.of("ask")))
        .body("errors[0].extensions.code", equalTo(code));
  }

  @Test
  void aVeryLongQuestionIsRefused() {
    String text = "x".repeat(200_000);
    send(ASK, Map.of("input", Map.of("messages", List.of(Map.of("role", "USER", "content", text)))))
        .body("errors[0].message", containsString("200,000 characters"))
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
    send(
            "query($input: RouteInput!) { route(input: $input) { millis } }",
            Map.of("input", Map.of("embedding", List.of(1.5, 2))))
        .body("errors[0].message", containsString("384"))
        .body("errors[0].extensions.code", equalTo("BAD_USER_INPUT"));
  }
}
