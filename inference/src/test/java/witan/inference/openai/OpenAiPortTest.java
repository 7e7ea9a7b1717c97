package witan.inference.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.inference.FakeNetwork;
import witan.inference.model.LiveExpert;
import witan.inference.vision.Pages;

@QuarkusTest
@QuarkusTestResource(FakeNetwork.class)
class OpenAiPortTest {

  @Inject LiveExpert live;

  @BeforeEach
  void waitUntilLoaded() throws InterruptedException {
    for (int i = 0; i < 500 && live.get().isEmpty(); i++) {
      Thread.sleep(20);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 7"})
  void aStreamSaysWhatTheWholeAnswerSays(double temperature, long seed) {
    String body =
        """
        {"model":"witan","messages":[{"role":"user","content":"Hello"}],"temperature":%s,"seed":%d,
         "max_tokens":30,"n":2%s}\
        """;
    JsonPath whole =
        post("/v1/chat/completions", body.formatted(temperature, seed, ""))
            .statusCode(200)
            .body("choices", hasSize(2))
            .extract()
            .jsonPath();
    String stream =
        post(
                "/v1/chat/completions",
                body.formatted(
                    temperature,
                    seed,
                    ",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
            .statusCode(200)
            .contentType("text/event-stream")
            .extract()
            .asString();

    List<JsonPath> chunks = chunks(stream);
    for (int choice = 0; choice < 2; choice++) {
      int index = choice;
      String streamed =
          chunks.stream()
              .filter(c -> !c.getList("choices").isEmpty() && c.getInt("choices[0].index") == index)
              .map(c -> c.getString("choices[0].delta.content"))
              .filter(text -> text != null)
              .collect(Collectors.joining());
      assertThat(streamed).isEqualTo(whole.getString("choices[" + choice + "].message.content"));
    }
    assertThat(chunks.getLast().getInt("usage.completion_tokens"))
        .isEqualTo(whole.getInt("usage.completion_tokens"));
    assertThat(stream).endsWith("data: [DONE]\n\n");
  }

  @Test
  void theSameSeedGivesTheSameAnswerAndAnotherSeedAnother() {
    String body =
        "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":30,\"seed\":%d}";
    assertThat(content(body.formatted(1))).isEqualTo(content(body.formatted(1)));
    assertThat(content(body.formatted(1))).isNotEqualTo(content(body.formatted(2)));
  }

  @Test
  void anAnswerEndsBeforeAStopString() {
    String body =
        "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"temperature\":0%s}";
    String free = content(body.formatted(""));
    String stop = free.substring(3, 5).replace("\\", "\\\\").replace("\"", "\\\"");

    assertThat(content(body.formatted(",\"stop\":[\"" + stop + "\"]")))
        .isEqualTo(free.substring(0, free.indexOf(free.substring(3, 5))));
  }

  @Test
  void logprobsComeWithEachToken() {
    post(
            "/v1/chat/completions",
            "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":3,\"temperature\":0,\"logprobs\":true,\"top_logprobs\":2}")
        .statusCode(200)
        .body("choices[0].logprobs.content[0].top_logprobs", hasSize(2));
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "1, true"})
  void anAnswerKeepsToItsSchema(double temperature, boolean stream) {
    String body =
        """
        {"model":"witan","messages":[{"role":"user","content":"Hi"}],"temperature":%s,"stream":%s,
         "max_tokens":100,"seed":3,"repetition_penalty":1.1,"response_format":{"type":"json_schema",
         "json_schema":{"name":"pair","strict":true,"schema":{"type":"array","minItems":2,
         "maxItems":2,"items":{"enum":["red","green",7]}}}}}\
        """;
    var response =
        post("/v1/chat/completions", body.formatted(temperature, stream)).statusCode(200);
    String content =
        stream
            ? chunks(response.extract().asString()).stream()
                .map(c -> c.getString("choices[0].delta.content"))
                .filter(text -> text != null)
                .collect(Collectors.joining())
            : response
                .body("choices[0].finish_reason", equalTo("stop"))
                .extract()
                .jsonPath()
                .getString("choices[0].message.content");
    assertThat(content).matches("\\[(\"red\"|\"green\"|7), ?(\"red\"|\"green\"|7)]");
  }

  @Test
  void aJsonObjectThatIsTooLongEndsForItsLength() {
    post(
            "/v1/chat/completions",
            "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":2,\"response_format\":{\"type\":\"json_object\"}}")
        .statusCode(200)
        .body("choices[0].message.content", startsWith("{"))
        .body("choices[0].finish_reason", equalTo("length"));
  }

  @Test
  void aSchemaThatIsNotUnderstoodIsRefusedWithItsPlace() {
    post(
            "/v1/chat/completions",
            "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":{\"oneOf\":[]}}}}")
        .statusCode(400)
        .body("error.param", equalTo("response_format.json_schema.schema"))
        .body("error.message", containsString("#: 'oneOf' is not supported"));
  }

  @Test
  void aBareTextIsContinued() {
    post(
            "/v1/completions",
            "{\"model\":\"witan\",\"prompt\":\"Once\",\"max_tokens\":5,\"temperature\":0}")
        .statusCode(200)
        .body("object", equalTo("text_completion"))
        .body("choices[0].text", notNullValue())
        .body("usage.prompt_tokens", equalTo(4));
  }

  @Test
  void promptTokensLeaveOutThePassages() {
    String body =
        "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"On which island was Tabasco sauce created?\"}],\"max_tokens\":3,\"witan\":{\"retrieval\":%s}}";
    int with =
        post("/v1/chat/completions", body.formatted(true)).extract().path("usage.prompt_tokens");
    int without =
        post("/v1/chat/completions", body.formatted(false)).extract().path("usage.prompt_tokens");

    assertThat(with).isEqualTo(without);
  }

  @Test
  void aPictureIsAnsweredAsItsTextWouldBe() {
    String picture =
        Base64.getEncoder()
            .encodeToString(Pages.png("Pancakes for four", "250 g flour", "3 eggs and some salt"));
    String shown =
        """
        {"model":"witan","temperature":0,"max_tokens":20,"messages":[{"role":"user","content":[
          {"type":"text","text":"How many eggs?"},
          {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}\
        """
            .formatted(picture);
    String told =
        """
        {"model":"witan","temperature":0,"max_tokens":20,"witan":{"retrieval":false},"messages":[
          {"role":"system","content":"Answer the question from the text."},
          {"role":"user","content":"Text: Pancakes for four\\n250 g flour\\n3 eggs and some salt\\n\\nQuestion: How many eggs?"}]}\
        """;

    assertThat(content(shown)).isEqualTo(content(told));
    assertThat(promptTokens(shown)).isEqualTo(promptTokens(told));
  }

  @ParameterizedTest
  @CsvSource({"all-MiniLM-L6-v2, 384", "bge-small-en-v1.5, 384", "bge-small-en-v1.5, 100"})
  void textsAreEmbeddedByTheModelAskedFor(String model, int dimensions) {
    JsonPath answer =
        post(
                "/v1/embeddings",
                "{\"model\":\"%s\",\"dimensions\":%d,\"input\":[\"Bread\",\"Dough\",\"The match was lost\"]}"
                    .formatted(model, dimensions))
            .statusCode(200)
            .body("model", equalTo(model))
            .body("data", hasSize(3))
            .body("data[0].embedding", hasSize(dimensions))
            .extract()
            .jsonPath();

    assertThat(dot(answer, 0, 1)).isGreaterThan(dot(answer, 0, 2) + 0.1);
  }

  @Test
  void textsAreClassifiedInVllmsShape() {
    post(
            "/v1/classify",
            "{\"model\":\"fields\",\"input\":[\"Whisk the eggs and the flour\",\"The striker scored a goal\"]}")
        .statusCode(200)
        .body("id", startsWith("classify-"))
        .body("object", equalTo("list"))
        .body("model", equalTo("fields"))
        .body("data.index", equalTo(List.of(0, 1)))
        .body("data.label", equalTo(List.of("cooking", "sports")))
        .body("data[0].probs", hasSize(3))
        .body("data[0].num_classes", equalTo(3))
        .body("usage.completion_tokens", equalTo(0));
  }

  @Test
  void withoutSuchAModelNothingIsEmbeddedOrClassified() {
    for (String path : List.of("/v1/embeddings", "/v1/classify")) {
      post(path, "{\"model\":\"nobody\",\"input\":\"a\"}")
          .statusCode(404)
          .body("error.code", equalTo("model_not_found"));
      post(path, "{\"model\":\"nobody\"}").statusCode(400).body("error.param", equalTo("input"));
    }
  }

  private static double dot(JsonPath answer, int a, int b) {
    List<Number> one = answer.getList("data[" + a + "].embedding");
    List<Number> other = answer.getList("data[" + b + "].embedding");
    double sum = 0;
    for (int i = 0; i < one.size(); i++) {
      sum += one.get(i).doubleValue() * other.get(i).doubleValue();
    }
    return sum;
  }

  @Test
  void aPictureThatCannotBeReadIsRefusedWithASentence() {
    byte[] damaged = Arrays.copyOf(Pages.png("Some text"), 200);
    post(
            "/v1/chat/completions",
            "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(damaged)
                + "\"}}]}]}")
        .statusCode(400)
        .body("error.code", equalTo("invalid_image"))
        .body("error.message", containsString("save it anew"));
  }

  @Test
  void theExpertIsItsFirstModelAndEmbeddingsAreOthers() {
    given()
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body(
            "data.id",
            equalTo(List.of("cooking", "all-MiniLM-L6-v2", "bge-small-en-v1.5", "fields")))
        .body("data[0].witan.vision", equalTo(true));
    given().get("/v1/models/cooking").then().statusCode(200).body("object", equalTo("model"));
    given()
        .get("/v1/models/other%2Fmodel")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "400 | {",
        "400 | []",
        "400 | null",
        "400 | {}",
        "400 | {\"model\":\"witan\",\"messages\":[]}",
        "400 | {\"model\":\"witan\",\"messages\":\"hello\"}",
        "400 | {\"model\":\"witan\",\"messages\":[{\"role\":\"nobody\",\"content\":\"a\"}]}",
        "400 | {\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":5}]}",
        "400 | {\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"max_tokens\":-1}",
        "400 | {\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"temperature\":\"hot\"}",
        "400 | {\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"logit_bias\":{\"999999\":1}}",
        "404 | {\"model\":\"gpt-9\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}"
      })
  void badInputIsRefusedWithASentence(int status, String body) {
    post("/v1/chat/completions", body)
        .statusCode(status)
        .contentType("application/json")
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.message", notNullValue())
        .body(not(containsString("Exception")))
        .body(not(containsString("at witan.")));
  }

  @Test
  void aPromptThatIsTooLongIsRefused() {
    for (int length : List.of(5_000, 200_000, 10_000_000)) {
      post(
              "/v1/chat/completions",
              "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                  .formatted("a".repeat(length)))
          .statusCode(length > 9_000_000 ? 413 : 400)
          .body("error.message", notNullValue());
    }
  }

  @Test
  void anUnknownPathIsRefusedInOpenAisShape() {
    given().get("/v1/nothing").then().statusCode(404).body("error.code", equalTo("unknown_url"));
  }

  private static int promptTokens(String body) {
    return post("/v1/chat/completions", body).statusCode(200).extract().path("usage.prompt_tokens");
  }

  private static String content(String body) {
    return post("/v1/chat/completions", body)
        .statusCode(200)
        .extract()
        .path("choices[0].message.content");
  }

  private static io.restassured.response.ValidatableResponse post(String path, String body) {
    return given()
        .contentType("application/json")
        .body(body)
        .post(path)
        .then()
        .log()
        .ifValidationFails();
  }

  private static List<JsonPath> chunks(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> new JsonPath(line.substring("data: ".length())))
        .toList();
  }
}
