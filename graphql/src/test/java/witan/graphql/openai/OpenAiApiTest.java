package witan.graphql.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class OpenAiApiTest {

  private static final String CHAT = "/v1/chat/completions";

  @TestHTTPResource("/v1")
  URI base = URI.create("http://127.0.0.1");

  private static ValidatableResponse post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private static List<JsonNode> chunks(String body) throws Exception {
    String events = post(CHAT, body).statusCode(200).extract().asString();
    List<JsonNode> chunks = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : events.split("\n")) {
      if (line.startsWith("data: {")) {
        chunks.add(json.readTree(line.substring(6)));
      }
    }
    assertThat(events).endsWith("data: [DONE]\n\n");
    return chunks;
  }

  private OpenAIClient client() {
    return OpenAIOkHttpClient.builder()
        .baseUrl(base.toString())
        .apiKey("any")
        .maxRetries(0)
        .build();
  }

  @Test
  void theOfficialClientChats() {
    var completion =
        client()
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("witan")
                    .addUserMessage("What is it?")
                    .temperature(0)
                    .maxCompletionTokens(30)
                    .build());

    assertThat(completion.choices().getFirst().message().content().orElseThrow()).contains("w");
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true"})
  void anAnswerOfTheMixtureKeepsToItsSchema(double temperature, boolean stream) throws Exception {
    String body =
        """
        {"model":"witan","messages":[{"role":"user","content":"What is it?"}],"max_tokens":200,
         "temperature":%s,"seed":5,"stream":%s,"repetition_penalty":1.2,"response_format":{
         "type":"json_schema","json_schema":{"name":"words","strict":true,"schema":
         {"type":"array","minItems":2,"maxItems":2,"items":{"type":"string","maxLength":20}}}}}\
        """
            .formatted(temperature, stream);
    String content;
    if (stream) {
      StringBuilder streamed = new StringBuilder();
      for (JsonNode chunk : chunks(body)) {
        streamed.append(chunk.at("/choices/0/delta/content").asText());
      }
      content = streamed.toString();
    } else {
      content =
          post(CHAT, body)
              .statusCode(200)
              .body("choices[0].finish_reason", equalTo("stop"))
              .body("witan.experts.findAll { it.status == 'COMPLETED' }", hasSize(3))
              .extract()
              .path("choices[0].message.content");
    }
    JsonNode words = new ObjectMapper().readTree(content);
    assertThat(words).hasSize(2).allSatisfy(word -> assertThat(word.isTextual()).isTrue());
  }

  @Test
  void aSchemaThatIsNotUnderstoodIsRefusedBeforeAnybodyIsAsked() {
    post(
            CHAT,
            """
            {"model":"witan","messages":[{"role":"user","content":"Hi"}],"response_format":{
             "type":"json_schema","json_schema":{"name":"a","schema":{"properties":{"b":{"oneOf":[]}}}}}}\
            """)
        .statusCode(400)
        .body("error.type", equalTo("invalid_request_error"))
        .body("error.param", equalTo("response_format.json_schema.schema"))
        .body("error.message", containsString("#/properties/b: 'oneOf' is not supported"));
  }

  @Test
  void aPictureGoesToTheExpertThatSeesIt() {
    post(
            CHAT,
            """
            {"model":"witan","max_tokens":5,"messages":[{"role":"user","content":[
              {"type":"text","text":"Read it."},
              {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh"}}]}]}\
            """)
        .statusCode(200)
        .body("witan.experts.name", equalTo(List.of("emil")));
    given().get("/v1/models/witan/emil").then().statusCode(200).body("witan.vision", equalTo(true));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, messages, image_url,   '{\"url\":\"data:image/gif;base64,R0lGODlh\"}'",
    "/v1/responses,        input,    input_image, '\"data:image/gif;base64,R0lGODlh\"'"
  })
  void aPictureThatNobodyAskedCanSeeIsRefused(
      String path, String conversation, String type, String picture) {
    pictureIsRefused(path, conversation, type, picture, "\"model\":\"witan/anna\"");
    pictureIsRefused(
        path,
        conversation,
        type,
        picture,
        "\"model\":\"witan\",\"witan\":{\"policy\":{\"owners\":[\"owner-anna\"]}}");
  }

  private static void pictureIsRefused(
      String path, String conversation, String type, String picture, String asked) {
    post(
            path,
            "{%s,\"%s\":[{\"role\":\"user\",\"content\":[{\"type\":\"%s\",\"image_url\":%s}]}]}"
                .formatted(asked, conversation, type, picture))
        .statusCode(400)
        .body("error.param", equalTo(conversation))
        .body("error.message", containsString("picture"));
  }

  @Test
  void theOfficialClientMakesResponses() {
    ResponseCreateParams asked =
        ResponseCreateParams.builder()
            .model("witan")
            .instructions("Be brief.")
            .input("What is it?")
            .temperature(0)
            .maxOutputTokens(12)
            .build();
    var whole = client().responses().create(asked);
    StringBuilder streamed = new StringBuilder();
    try (var stream = client().responses().createStreaming(asked)) {
      stream.stream()
          .forEach(event -> event.outputTextDelta().ifPresent(it -> streamed.append(it.delta())));
    }

    assertThat(whole.status()).contains(ResponseStatus.INCOMPLETE);
    assertThat(whole.usage().orElseThrow().outputTokens()).isEqualTo(12);
    assertThat(whole.output().getFirst().asMessage().content().getFirst().asOutputText().text())
        .isEqualTo(streamed.toString())
        .isNotEmpty();
  }

  @Test
  void whenNobodyIsLeftTheStreamOfAResponseFails() {
    String events =
        post(
                "/v1/responses",
                "{\"model\":\"witan/broken\",\"stream\":true,\"max_output_tokens\":60,\"input\":\"x\"}")
            .statusCode(200)
            .extract()
            .asString();

    assertThat(events)
        .contains("event: response.output_text.delta", "event: error", "event: response.failed")
        .contains("service_unavailable")
        .doesNotContain("response.completed");
  }

  @Test
  void theOfficialClientStreamsTheSameText() {
    var builder =
        ChatCompletionCreateParams.builder()
            .model("witan")
            .addUserMessage("What is it?")
            .temperature(0.8)
            .putAdditionalBodyProperty("seed", com.openai.core.JsonValue.from(7))
            .maxCompletionTokens(30);
    String whole =
        client()
            .chat()
            .completions()
            .create(builder.build())
            .choices()
            .getFirst()
            .message()
            .content()
            .orElseThrow();
    StringBuilder streamed = new StringBuilder();
    try (var stream = client().chat().completions().createStreaming(builder.build())) {
      stream.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .forEach(choice -> choice.delta().content().ifPresent(streamed::append));
    }

    assertThat(streamed.toString()).isEqualTo(whole);
  }

  @Test
  void theOfficialClientEmbedsAndListsModels() {
    var embeddings =
        client()
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("bge-small-en-v1.5")
                    .inputOfArrayOfStrings(List.of("a", "b"))
                    .build());

    assertThat(embeddings.model()).isEqualTo("bge-small-en-v1.5");
    assertThat(embeddings.data()).hasSize(2);
    assertThat(embeddings.data().getFirst().embedding()).hasSize(384);
    assertThat(client().models().list().data()).extracting(model -> model.id()).contains("witan");
  }

  @Test
  void oneChunkATokenThenTheWitanFieldThenTheUsage() throws Exception {
    List<JsonNode> chunks =
        chunks(
            """
            {"model":"witan","stream":true,"temperature":0,"max_tokens":20,
             "stream_options":{"include_usage":true},
             "messages":[{"role":"user","content":"What is it?"}]}\
            """);

    assertThat(chunks).hasSize(1 + 20 + 1 + 1);
    assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    JsonNode end = chunks.get(21);
    assertThat(end.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    assertThat(end.at("/witan/experts").findValuesAsText("status"))
        .containsExactly(
            "COMPLETED", "COMPLETED", "COMPLETED", "NOT_CHOSEN", "NOT_CHOSEN", "NOT_CHOSEN");
    assertThat(end.at("/witan/experts").findValues("prior"))
        .extracting(JsonNode::asDouble)
        .containsExactly(0.4, 0.3, 0.25, 0.01, 0.01, 0.01);
    assertThat(end.at("/witan/gateVersion").asText()).isEqualTo("fake-1");
    assertThat(chunks.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(20);
  }

  @Test
  void severalChoicesEachHaveAllTheirChunks() throws Exception {
    List<JsonNode> chunks =
        chunks(
            """
            {"model":"witan","stream":true,"temperature":1,"seed":3,"max_tokens":10,"n":3,
             "messages":[{"role":"user","content":"What is it?"}]}\
            """);

    for (int i = 0; i < 3; i++) {
      int index = i;
      assertThat(chunks)
          .filteredOn(chunk -> chunk.at("/choices/0/index").asInt() == index)
          .hasSize(12);
    }
  }

  @Test
  void logprobsAndChoicesStandInTheWholeAnswer() {
    post(
            CHAT,
            """
            {"model":"witan","temperature":0,"max_tokens":5,"n":2,"logprobs":true,"top_logprobs":3,
             "messages":[{"role":"user","content":[{"type":"text","text":"What is it?"}]}]}\
            """)
        .statusCode(200)
        .body("choices", hasSize(2))
        .body("choices[0].logprobs.content", hasSize(5))
        .body("choices[0].logprobs.content[0].top_logprobs", hasSize(3))
        .body("witan.experts[0].name", equalTo("anna"))
        .body("witan.experts[0].sources", hasItems("passage of anna"))
        .body("usage.total_tokens", equalTo(21));
  }

  @Test
  void aPromptIsContinued() {
    post(
            "/v1/completions",
            "{\"model\":\"witan\",\"prompt\":\"Once\",\"max_tokens\":6,\"temperature\":0}")
        .statusCode(200)
        .body("object", equalTo("text_completion"))
        .body("choices[0].text", containsString("w"));
  }

  @Test
  void anExpertThatDiesInMidStreamIsNotNoticed() throws Exception {
    List<JsonNode> chunks =
        chunks(
            """
            {"model":"witan","stream":true,"temperature":0,"max_tokens":120,
             "witan":{"policy":{"owners":["owner-dora","owner-emil"]}},
             "messages":[{"role":"user","content":"What is it?"}]}\
            """);

    assertThat(chunks).hasSize(122);
    assertThat(chunks.getLast().at("/witan/experts").findValuesAsText("status"))
        .contains("FAILED_OVER", "COMPLETED");
  }

  @Test
  void whenNobodyIsLeftTheStreamSaysSo() {
    String events =
        post(
                CHAT,
                """
                {"model":"witan/broken","stream":true,"max_tokens":60,
                 "messages":[{"role":"user","content":"What is it?"}]}\
                """)
            .statusCode(200)
            .extract()
            .asString();

    assertThat(events).contains("service_unavailable").doesNotContain("[DONE]");
  }

  @Test
  void modelsAreListedAndFoundBySlashedName() {
    given()
        .get("/v1/models")
        .then()
        .statusCode(200)
        .body("data.id", hasItems("witan", "witan/anna", "all-MiniLM-L6-v2", "bge-small-en-v1.5"));
    given().get("/v1/models/witan/anna").then().statusCode(200).body("id", equalTo("witan/anna"));
    given()
        .urlEncodingEnabled(false)
        .get("/v1/models/witan%2Fanna")
        .then()
        .statusCode(200)
        .body("id", equalTo("witan/anna"));
    given()
        .get("/v1/models/nobody")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("model_not_found"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/chat/completions | {\"model\":\"witan\"} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"messages\":[]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"messages\":\"hello\"} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":7}]} | 400",
        "/v1/chat/completions | {\"model\":\"nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404",
        "/v1/chat/completions | {\"model\":\"witan/nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404",
        "/v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":-1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":\"many\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"temperature\":3,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"n\":99,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"stop\":[\"\"],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"witan\":{\"policy\":{\"excludeHotkeys\":[\"me\"]}},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"witan\":{\"policy\":{\"owners\":[\"nobody\"]}},\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 400",
        "/v1/chat/completions | {\"model\":\"witan\",\"messages\": | 400",
        "/v1/chat/completions | [] | 400",
        "/v1/chat/completions | 17 | 400",
        "/v1/completions | {\"model\":\"witan\"} | 400",
        "/v1/embeddings | {\"model\":\"witan\",\"input\":[]} | 400",
        "/v1/embeddings | {\"input\":\"x\",\"model\":\"nobody\"} | 404",
        "/v1/responses | {\"model\":\"witan\"} | 400",
        "/v1/responses | {\"model\":\"nobody\",\"input\":\"x\"} | 404",
        "/v1/responses/resp_1 | {} | 405",
        "/v1/nothing | {} | 404",
        "/v1/models | {} | 405"
      })
  void badInputIsRefusedInOpenAisShape(String path, String body, int status) {
    post(path, body)
        .statusCode(status)
        .contentType(ContentType.JSON)
        .body("error.message", notNullValue())
        .body("error.type", notNullValue())
        .body("error.message", not(containsString("Exception")));
  }

  @Test
  void aWrongMethodIsNamed() {
    given()
        .get("/v1/completions")
        .then()
        .statusCode(405)
        .header("Allow", "POST")
        .body("error.code", equalTo("method_not_allowed"));
    given().delete("/v1/models").then().statusCode(405).header("Allow", "GET");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/conversations, not stored",
    "/v1/audio/speech, write text",
    "/v1/files, not kept",
    "/v1/fine_tuning/jobs, owners",
    "/v1/moderations, /v1/chat/completions"
  })
  void whatOpenAiHasAndIsNotHereIsSaidToBeSo(String path, String sentence) {
    post(path, "{}")
        .statusCode(404)
        .body("error.code", equalTo("not_served"))
        .body("error.message", containsString(sentence));
    post("/v1/nothing", "{}").statusCode(404).body("error.code", equalTo("unknown_url"));
  }

  @Test
  void anEmptyBodyIsRefused() {
    given()
        .contentType(ContentType.JSON)
        .post(CHAT)
        .then()
        .statusCode(400)
        .body("error.code", equalTo("invalid_json"));
  }

  @Test
  void aLongPromptAndAHugeBodyAreRefused() {
    post(
            CHAT,
            "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "x".repeat(200_000)
                + "\"}]}")
        .statusCode(400)
        .body("error.code", equalTo("context_length_exceeded"));
    post(
            CHAT,
            "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + "x".repeat(10_000_000)
                + "\"}]}")
        .statusCode(413)
        .body("error.code", equalTo("request_too_large"));
  }

  @Test
  void beyondTheLimitOfAnswersClientsAreToldWhenToComeBack() {
    post(
            CHAT,
            "{\"model\":\"witan\",\"n\":8,\"max_tokens\":40,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
        .statusCode(429)
        .header("Retry-After", "1")
        .body("error.code", equalTo("rate_limit_exceeded"));
  }

  @Test
  void aClientThatGoesAwayEndsItsAnswer() throws Exception {
    String body =
        "{\"model\":\"witan/anna\",\"stream\":true,\"max_tokens\":1000000,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }

    long until = System.nanoTime() + 20_000_000_000L;
    String metrics = "";
    while (!metrics.contains("outcome=\"cancelled\"") && System.nanoTime() < until) {
      Thread.sleep(50);
      metrics = given().get("/q/metrics").asString();
    }
    assertThat(metrics).contains("witan_answers_total{outcome=\"cancelled\"");
  }

  @Test
  void theNetworkIsRelayed() {
    given().get("/network/experts").then().statusCode(200).body("experts", hasSize(6));
    post("/network/heartbeats", "{}").statusCode(404).body("detail", equalTo("not registered"));
    given().get("/network/secrets").then().statusCode(404);
  }

  @Test
  void itIsReadyMeasuredAndHasAPage() {
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/q/health/live").then().statusCode(200);
    post(
            CHAT,
            "{\"model\":\"witan\",\"max_tokens\":3,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")
        .statusCode(200);
    given()
        .get("/q/metrics")
        .then()
        .statusCode(200)
        .body(containsString("witan_tokens_total"))
        .body(containsString("gen_ai_server_time_to_first_token_seconds"));
    given().get("/").then().statusCode(200).body(containsString("<title>Witan</title>"));
  }
}
