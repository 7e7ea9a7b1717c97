package witan.graphql.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionListParams;
import com.openai.models.responses.ResponseCreateParams;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.graphql.fake.FakeNetwork;

/** Stored chats and responses, at a gateway where nobody needs a key: all are one owner's. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class StoredApiTest {

  private static final String CHATS = "/v1/chat/completions";
  private static final String RESPONSES = "/v1/responses";

  @TestHTTPResource("/v1")
  URI base = URI.create("http://127.0.0.1");

  FakeNetwork network;

  /** By which each test finds its own things. */
  private final String mark = UUID.randomUUID().toString();

  private static ValidatableResponse post(String path, String body) {
    return given().contentType(ContentType.JSON).body(body).post(path).then();
  }

  private String chatBody(String more) {
    return """
    {"model":"witan","max_tokens":4,"store":true,"metadata":{"mark":"%s"},
     "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is it?"}]%s}
    """
        .formatted(mark, more);
  }

  private String chat() {
    return post(CHATS, chatBody("")).statusCode(200).extract().path("id");
  }

  private static ValidatableResponse respond(String more) {
    return post(
            RESPONSES,
            "{\"model\":\"witan\",\"max_output_tokens\":4,\"input\":\"What is it?\"%s}"
                .formatted(more))
        .statusCode(200);
  }

  private static ValidatableResponse refused(ValidatableResponse answer, int status, String code) {
    return answer.statusCode(status).body("error.code", equalTo(code));
  }

  private List<String> listed(String query) {
    return given()
        .get(CHATS + "?metadata[mark]=" + mark + query)
        .then()
        .statusCode(200)
        .extract()
        .path("data.id");
  }

  @Test
  void aChatIsStoredReadLabelledAndDeleted() {
    ValidatableResponse answer =
        post(CHATS, chatBody("")).statusCode(200).body("metadata.mark", equalTo(mark));
    String path = CHATS + "/" + answer.extract().path("id");

    assertThat(given().get(path).then().statusCode(200).extract().asString())
        .isEqualTo(answer.extract().asString());
    given()
        .get(path + "/messages")
        .then()
        .statusCode(200)
        .body("data.role", equalTo(List.of("system", "user")))
        .body("data[1].content", equalTo("What is it?"))
        .body("first_id", startsWith("chatcmpl-"))
        .body("has_more", equalTo(false));
    post(path, "{\"metadata\":{\"mark\":\"%s\",\"topic\":\"x y\"}}".formatted(mark))
        .statusCode(200)
        .body("metadata.topic", equalTo("x y"));
    given().get(path).then().body("metadata.topic", equalTo("x y"));
    assertThat(listed("&metadata[topic]=x y")).hasSize(1);
    assertThat(listed("&metadata[topic]=z")).isEmpty();

    given()
        .delete(path)
        .then()
        .statusCode(200)
        .body("deleted", equalTo(true))
        .body("object", equalTo("chat.completion.deleted"));
    refused(given().get(path).then(), 404, "not_found");
    refused(given().delete(path).then(), 404, "not_found");
    refused(post(path, "{\"metadata\":{}}"), 404, "not_found");
    refused(given().get(path + "/messages").then(), 404, "not_found");
    assertThat(listed("")).isEmpty();
  }

  @Test
  void aChatIsNotStoredUnlessItAsksForIt() {
    for (String body :
        List.of(
            "{\"model\":\"witan\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
            chatBody("").replace("\"store\":true", "\"store\":false"))) {
      String id =
          post(CHATS, body).statusCode(200).body("metadata", nullValue()).extract().path("id");

      refused(given().get(CHATS + "/" + id).then(), 404, "not_found");
    }
    assertThat(listed("")).isEmpty();
  }

  @Test
  void aStreamIsStoredOnceItIsWhole() {
    String events =
        post(CHATS, chatBody(",\"stream\":true,\"n\":2,\"seed\":3"))
            .statusCode(200)
            .extract()
            .asString();

    assertThat(events).endsWith("data: [DONE]\n\n");
    List<String> ids = listed("");
    assertThat(ids).hasSize(1);
    assertThat(events).contains("\"id\":\"" + ids.getFirst() + "\"");
    given()
        .get(CHATS + "/" + ids.getFirst())
        .then()
        .body("choices", hasSize(2))
        .body("usage.completion_tokens", equalTo(8));
  }

  @Test
  void anAnswerThatBreaksOffIsNotStored() {
    String broken = "\"model\":\"witan/broken\",\"max_tokens\":60";
    String body = chatBody("").replace("\"model\":\"witan\",\"max_tokens\":4", broken);
    post(CHATS, body).statusCode(503);
    String events =
        post(CHATS, body.replace("\"store\"", "\"stream\":true,\"store\""))
            .statusCode(200)
            .extract()
            .asString();
    String responses =
        post(
                RESPONSES,
                "{\"model\":\"witan/broken\",\"max_output_tokens\":60,\"input\":\"x\",\"stream\":true}")
            .statusCode(200)
            .extract()
            .asString();

    assertThat(events).contains("\"error\"").doesNotContain("[DONE]");
    assertThat(listed("")).isEmpty();
    assertThat(responses).contains("response.failed");
    String id = responses.substring(responses.indexOf("resp_"), responses.indexOf("resp_") + 37);
    refused(given().get(RESPONSES + "/" + id).then(), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"asc", "desc"})
  void chatsAreListedInPages(String order) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(chat());
    }
    List<String> seen = new ArrayList<>();
    @Nullable String after = null;
    for (int size : new int[] {2, 2, 1}) {
      ValidatableResponse page =
          given()
              .queryParam("metadata[mark]", mark)
              .queryParam("limit", 2)
              .queryParam("order", order)
              .queryParam("after", after == null ? "" : after)
              .get(CHATS)
              .then()
              .statusCode(200)
              .body("data", hasSize(size))
              .body("has_more", equalTo(size == 2));
      List<String> ids = page.extract().path("data.id");
      seen.addAll(ids);
      page.body("first_id", equalTo(ids.getFirst())).body("last_id", equalTo(ids.getLast()));
      after = ids.getLast();
    }

    assertThat(seen).isEqualTo(order.equals("asc") ? all : all.reversed());
    assertThat(listed("&model=witan")).hasSize(5);
    assertThat(listed("&model=witan/anna")).isEmpty();
    given()
        .get(CHATS + "?metadata[mark]=none")
        .then()
        .body("data", empty())
        .body("first_id", equalTo(""));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=101, limit",
    "limit=many, limit",
    "limit=99999999999, limit",
    "order=up, order",
    "after=chatcmpl-0, after",
    "after=..%2F.., after",
    "after=%00, after"
  })
  void aPageThatIsNoneIsRefused(String query, String param) {
    String id = chat();
    for (String path : List.of(CHATS, CHATS + "/" + id + "/messages")) {
      refused(
              given().urlEncodingEnabled(false).get(path + "?" + query).then(),
              400,
              "invalid_value")
          .body("error.param", equalTo(param));
    }
  }

  @Test
  void aResponseIsStoredReadAndDeleted() {
    ValidatableResponse answer =
        respond(",\"metadata\":{\"a\":\"b\"},\"instructions\":\"Be brief.\"")
            .body("store", equalTo(true));
    String path = RESPONSES + "/" + answer.extract().path("id");

    assertThat(given().get(path).then().statusCode(200).extract().asString())
        .isEqualTo(answer.extract().asString());
    given()
        .get(path + "/input_items?include=message.output_text.logprobs")
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].content[0].text", equalTo("What is it?"));
    refused(given().get(path + "?stream=true").then(), 400, "unsupported_parameter");
    refused(post(path + "/cancel", ""), 400, "invalid_value");

    given()
        .delete(path)
        .then()
        .statusCode(200)
        .body("deleted", equalTo(true))
        .body("object", equalTo("response"));
    for (String gone : List.of(path, path + "/input_items")) {
      refused(given().get(gone).then(), 404, "not_found");
    }
    refused(given().delete(path).then(), 404, "not_found");
    refused(post(path + "/cancel", ""), 404, "not_found");
  }

  @Test
  void aResponseIsNotStoredIfItsRequestForbidsIt() {
    String id = respond(",\"store\":false").body("store", equalTo(false)).extract().path("id");

    refused(given().get(RESPONSES + "/" + id).then(), 404, "not_found");
  }

  @Test
  void aConversationGoesOnAlsoFromAStreamAndAfterItsBeginningWasDeleted() {
    String events = respond(",\"stream\":true,\"seed\":1").extract().asString();
    String first = events.substring(events.indexOf("resp_"), events.indexOf("resp_") + 37);
    assertThat(events).contains("\"store\":true").contains("response.incomplete");
    String said = given().get(RESPONSES + "/" + first).path("output[0].content[0].text");

    String second =
        respond(",\"previous_response_id\":\"%s\",\"instructions\":\"Be brief.\"".formatted(first))
            .body("previous_response_id", equalTo(first))
            .extract()
            .path("id");
    given().delete(RESPONSES + "/" + first).then().statusCode(200);
    String third =
        respond(",\"previous_response_id\":\"%s\"".formatted(second)).extract().path("id");

    given()
        .get(RESPONSES + "/" + third + "/input_items?order=asc")
        .then()
        .body("data.role", equalTo(List.of("user", "assistant", "user", "assistant", "user")))
        .body("data[1].content[0].text", equalTo(said));
    List<String> seen = new ArrayList<>();
    String after = "";
    for (boolean more = true; more; ) {
      var page =
          given()
              .get(RESPONSES + "/" + third + "/input_items?limit=2&after=" + after)
              .then()
              .statusCode(200)
              .extract();
      seen.addAll(page.path("data.role"));
      after = page.path("last_id");
      more = page.path("has_more");
    }
    assertThat(seen).containsExactly("user", "assistant", "user", "assistant", "user");
    refused(
            post(
                RESPONSES,
                "{\"model\":\"witan\",\"input\":\"x\",\"previous_response_id\":\"%s\"}"
                    .formatted(first)),
            400,
            "previous_response_not_found")
        .body("error.param", equalTo("previous_response_id"));
  }

  @Test
  void expertsAreAskedTheWholeConversation() {
    ValidatableResponse first = respond(",\"instructions\":\"Be brief.\"");
    String said = first.extract().path("output[0].content[0].text");
    List<String> asked = new CopyOnWriteArrayList<>();
    network
        .expert("anna")
        .tells(request ->
            request
                .getOpen()
                .getChat()
                .getMessagesList()
                .forEach(it -> asked.add(it.getRole() + ": " + it.getContent())));
    try {
      respond(
          ",\"previous_response_id\":\"%s\",\"instructions\":\"Be long.\""
              .formatted(first.extract().<String>path("id")));
    } finally {
      network.expert("anna").tells(request -> {});
    }

    // What the first was instructed is not carried over.
    assertThat(asked)
        .containsExactly(
            "system: Be long.", "user: What is it?", "assistant: " + said, "user: What is it?");
  }

  @Test
  void aConversationThatGrowsTooLongIsRefused() {
    String text = "x".repeat(60_000);
    // Each is short enough; what they would be together is not.
    ValidatableResponse first =
        post(
            RESPONSES,
            "{\"model\":\"witan\",\"max_output_tokens\":1,\"input\":\"%s\"}".formatted(text));
    assertThat(first.extract().statusCode()).isEqualTo(200);

    refused(
            post(
                RESPONSES,
                "{\"model\":\"witan\",\"input\":\"%s\",\"previous_response_id\":\"%s\"}"
                    .formatted(text, first.extract().<String>path("id"))),
            400,
            "context_length_exceeded")
        .body("error.message", containsString("'previous_response_id'"));
  }

  private static String await(String path, List<String> statuses) throws InterruptedException {
    while (true) {
      String status = given().get(path).then().statusCode(200).extract().path("status");
      if (!statuses.contains(status)) {
        return status;
      }
      Thread.sleep(20);
    }
  }

  @Test
  void aResponseInTheBackgroundIsPolled() throws Exception {
    ValidatableResponse begun =
        respond(",\"background\":true,\"temperature\":0")
            .body("status", equalTo("queued"))
            .body("background", equalTo(true))
            .body("output", empty());
    String path = RESPONSES + "/" + begun.extract().path("id");

    assertThat(await(path, List.of("queued", "in_progress"))).isEqualTo("incomplete");
    given()
        .get(path)
        .then()
        .body("output[0].content[0].text", containsString("w"))
        .body("usage.output_tokens", equalTo(4));
    assertThat(post(path + "/cancel", "").statusCode(200).extract().<String>path("status"))
        .isEqualTo("incomplete");
  }

  @Test
  void aResponseInTheBackgroundIsCancelledOrDeleted() throws Exception {
    String endless = ",\"background\":true,\"max_output_tokens\":100000";
    String path = RESPONSES + "/" + respond(endless).extract().path("id");
    assertThat(await(path, List.of("queued"))).isEqualTo("in_progress");
    refused(
        post(
            RESPONSES,
            "{\"model\":\"witan\",\"input\":\"x\",\"previous_response_id\":\"%s\"}"
                .formatted(path.substring(path.lastIndexOf('/') + 1))),
        400,
        "invalid_value");

    post(path + "/cancel", "").statusCode(200).body("status", equalTo("cancelled"));
    post(path + "/cancel", "").statusCode(200).body("status", equalTo("cancelled"));
    given().get(path).then().body("status", equalTo("cancelled")).body("output", empty());

    String other = RESPONSES + "/" + respond(endless).extract().path("id");
    given().delete(other).then().statusCode(200);
    refused(given().get(other).then(), 404, "not_found");
  }

  @Test
  void aResponseInTheBackgroundThatFailsSaysWhy() throws Exception {
    String path =
        RESPONSES
            + "/"
            + post(
                    RESPONSES,
                    "{\"model\":\"witan/broken\",\"max_output_tokens\":60,\"input\":\"x\",\"background\":true}")
                .statusCode(200)
                .extract()
                .path("id");

    assertThat(await(path, List.of("queued", "in_progress"))).isEqualTo("failed");
    given().get(path).then().body("error.code", equalTo("server_error"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "%2e%2e%2f%2e%2e%2fgateway.key",
        "..%5c..",
        "%00",
        "chatcmpl-1%00",
        "anyone%00chatcmpl-1",
        "%C3%28",
        "%25zz",
        "a+b%2Bc",
        "%7Bid%7D",
        "*"
      })
  void aHostileIdFindsNothing(String id) {
    for (String path : List.of(CHATS + "/", RESPONSES + "/")) {
      int status = given().urlEncodingEnabled(false).get(path + id).then().extract().statusCode();
      assertThat(status).as(path + id).isIn(400, 404, 405);
      assertThat(given().urlEncodingEnabled(false).delete(path + id).statusCode())
          .as(path + id)
          .isIn(400, 404, 405);
    }
  }

  @Test
  void aLongIdFindsNothing() {
    String path = CHATS + "/" + "c".repeat(3_000);

    refused(given().get(path).then(), 404, "not_found")
        .body("error.message.length()", org.hamcrest.Matchers.lessThan(400));
    assertThat(given().get(CHATS + "/" + "c".repeat(10_000)).statusCode()).isIn(404, 414);
  }

  @Test
  void otherMethodsAreRefusedWithThoseThatThereAre() {
    refused(given().put(CHATS + "/c1").then(), 405, "method_not_allowed")
        .header("Allow", "GET, POST, DELETE")
        .body("error.message", containsString("GET or POST or DELETE"));
    given().delete(CHATS).then().statusCode(405).header("Allow", "POST, GET");
    given().head(RESPONSES + "/r1").then().statusCode(405);
    refused(given().get(CHATS + "/c1/more").then(), 404, "unknown_url");
    refused(given().get(RESPONSES + "/compact").then(), 405, "method_not_allowed")
        .header("Allow", "POST");
    refused(given().get("/v1/conversations/c1").then(), 404, "not_served");
  }

  @Test
  void theOfficialClientListsAndGoesOn() {
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(base.toString())
            .apiKey("any")
            .maxRetries(0)
            .responseValidation(true)
            .build();
    var chat =
        client
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("witan")
                    .addUserMessage("What is it?")
                    .maxCompletionTokens(4)
                    .store(true)
                    .build());
    var page =
        client
            .chat()
            .completions()
            .list(
                ChatCompletionListParams.builder()
                    .order(ChatCompletionListParams.Order.DESC)
                    .limit(1)
                    .build());
    assertThat(page.data()).extracting(it -> it.id()).isNotEmpty();
    assertThat(client.chat().completions().retrieve(chat.id()).id()).isEqualTo(chat.id());

    var first =
        client
            .responses()
            .create(
                ResponseCreateParams.builder()
                    .model("witan")
                    .input("What?")
                    .maxOutputTokens(4)
                    .build());
    var second =
        client
            .responses()
            .create(
                ResponseCreateParams.builder()
                    .model("witan")
                    .input("And?")
                    .previousResponseId(first.id())
                    .maxOutputTokens(4)
                    .build());
    assertThat(second.previousResponseId()).contains(first.id());
    assertThat(client.responses().inputItems().list(second.id()).data()).hasSize(3);
    client.responses().delete(second.id());
  }
}
