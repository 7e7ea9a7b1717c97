package witan.graphql.openai;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.protocol.Json;

/** The document names every route, and what is answered is as it says. */
@QuarkusTest
@WithTestResource(NetworkResource.class)
@Timeout(60)
class OpenApiTest {

  private JsonNode document = Json.mapper().createObjectNode();

  @BeforeEach
  void read() throws Exception {
    document =
        Json.mapper()
            .readTree(given().get("/v1/openapi.json").then().statusCode(200).extract().asString());
  }

  private void satisfies(String pointer, JsonNode json) {
    assertThat(faults(pointer, json)).as("%s: %s", pointer, json).isEmpty();
  }

  /** What keeps {@code json} from satisfying the schema at {@code pointer} of the document. */
  private Set<ValidationMessage> faults(String pointer, JsonNode json) {
    ObjectNode schema = Json.mapper().createObjectNode();
    schema.set("components", document.path("components"));
    schema.setAll((ObjectNode) document.at(pointer));
    assertThat(document.at(pointer)).as(pointer).isNotEmpty();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(schema)
        .validate(json);
  }

  private static String of(String path, String method) {
    return "/paths/" + path.replace("/", "~1") + "/" + method;
  }

  private static String schema(String type) {
    return "/content/" + type.replace("/", "~1") + "/schema";
  }

  @Test
  void itNamesEveryRouteAndNoOther() {
    List<String> named = new ArrayList<>();
    for (var path : document.path("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              method -> named.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Operation.values()).map(it -> it.method() + " " + it.path()).toList());
    for (Operation operation : Operation.values()) {
      String path = operation.path().replace("{id}", "witan");
      assertThat(given().put(path).then().statusCode(405).extract().header("Allow"))
          .as(path)
          .contains(operation.method());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
        "/v1/chat/completions | {\"model\":\"witan/anna\",\"max_tokens\":4,\"n\":2,\"logprobs\":true,\"top_logprobs\":2,\"stop\":[\"z\"],\"messages\":[{\"role\":\"system\",\"content\":\"x\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]}",
        "/v1/chat/completions | {\"model\":\"witan\",\"max_tokens\":99,\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":9},\"maxItems\":2}}}}",
        "/v1/completions | {\"model\":\"witan\",\"max_tokens\":4,\"prompt\":[\"a\",\"b\"],\"logprobs\":2,\"witan\":{\"combine\":\"BEST\"}}",
        "/v1/responses | {\"model\":\"witan\",\"max_output_tokens\":4,\"input\":\"x\"}",
        "/v1/responses | {\"model\":\"witan\",\"max_output_tokens\":4,\"instructions\":\"y\",\"input\":[{\"role\":\"user\",\"content\":\"x\"}],\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":1,\"metadata\":{\"a\":\"b\"}}",
        "/v1/embeddings | {\"model\":\"all-MiniLM-L6-v2\",\"input\":[\"a\",\"b\"],\"dimensions\":5}",
        "/v1/embeddings | {\"model\":\"all-MiniLM-L6-v2\",\"input\":\"a\",\"encoding_format\":\"base64\"}"
      })
  void whatIsAskedAndAnsweredIsAsItSays(String path, String body) throws Exception {
    String operation = of(path, "post");
    ObjectNode request = (ObjectNode) Json.mapper().readTree(body);
    satisfies(operation + "/requestBody" + schema("application/json"), request);

    satisfies(
        operation + "/responses/200" + schema("application/json"), answered(path, request, 200));

    if (path.equals("/v1/embeddings")) {
      return;
    }
    request.put("stream", true);
    if (!path.equals("/v1/responses")) {
      request.putObject("stream_options").put("include_usage", true);
    }
    satisfies(operation + "/requestBody" + schema("application/json"), request);
    int events = 0;
    for (String line : post(path, request).asString().split("\n")) {
      if (line.startsWith("data: {")) {
        events++;
        satisfies(
            operation + "/responses/200" + schema("text/event-stream"),
            Json.mapper().readTree(line.substring(6)));
      }
    }
    assertThat(events).isGreaterThan(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/responses/input_tokens | {}",
        "/v1/responses/input_tokens | {\"model\":null,\"input\":\"x\",\"instructions\":\"y\",\"tools\":[]}",
        "/v1/responses/compact | {\"model\":\"witan\"}",
        "/v1/responses/compact | {\"model\":\"witan\",\"input\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\"},{\"type\":\"compaction\",\"encrypted_content\":\"witan1.QSBkdWNr\"}]}"
      })
  void whatIsCountedOrShortenedIsAsItSays(String path, String body) throws Exception {
    JsonNode request = Json.mapper().readTree(body);
    satisfies(of(path, "post") + "/requestBody" + schema("application/json"), request);

    isAsSaid("post", path, post(path, request));
  }

  @Test
  void anAnswerThatLacksAFieldOrHasAnotherWouldBeNoticed() throws Exception {
    String body = "{\"model\":\"witan\",\"input\":\"x\",\"max_output_tokens\":1}";
    JsonNode answer = answered("/v1/responses", Json.mapper().readTree(body), 200);
    for (String pointer : List.of("/usage", "/output/0", "/output/0/content/0", "/witan")) {
      ObjectNode lacking = answer.deepCopy();
      ((ObjectNode) lacking.at(pointer)).remove(lacking.at(pointer).fieldNames().next());
      ObjectNode more = answer.deepCopy();
      ((ObjectNode) more.at(pointer)).put("more", 1);

      assertThat(faults("/components/schemas/Response", lacking)).as(pointer).isNotEmpty();
      assertThat(faults("/components/schemas/Response", more)).as(pointer).isNotEmpty();
    }
  }

  @Test
  void whatIsStoredIsAsItSays() throws Exception {
    String chats = "/v1/chat/completions";
    String one = chats + "/{id}";
    String chat =
        chats
            + "/"
            + answered(
                    chats,
                    Json.mapper()
                        .readTree(
                            "{\"model\":\"witan\",\"max_tokens\":2,\"store\":true,\"metadata\":{\"a\":\"b\"},\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]}"),
                    200)
                .path("id")
                .asText();
    String responses = "/v1/responses";
    String begun =
        "{\"model\":\"witan\",\"max_output_tokens\":100000,\"input\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\",\"content\":\"y\"},{\"type\":\"compaction\",\"encrypted_content\":\"witan1.QSBkdWNr\"}],\"background\":true}";
    satisfies(
        of(responses, "post") + "/requestBody" + schema("application/json"),
        Json.mapper().readTree(begun));
    String response =
        responses
            + "/"
            + answered(responses, Json.mapper().readTree(begun), 200).path("id").asText();

    isAsSaid("get", chats, given().get(chats));
    isAsSaid("get", one, given().get(chat));
    isAsSaid("post", one, post(chat, Json.mapper().readTree("{\"metadata\":{\"c\":\"d\"}}")));
    isAsSaid("get", one + "/messages", given().get(chat + "/messages"));
    isAsSaid("delete", one, given().delete(chat));
    isAsSaid("get", responses + "/{id}", given().get(response));
    isAsSaid("get", responses + "/{id}/input_items", given().get(response + "/input_items"));
    isAsSaid("post", responses + "/{id}/cancel", given().post(response + "/cancel"));
    isAsSaid("get", responses + "/{id}", given().get(response));
    isAsSaid("delete", responses + "/{id}", given().delete(response));
  }

  private void isAsSaid(String method, String path, Response answer) throws Exception {
    satisfies(
        of(path, method) + "/responses/200" + schema("application/json"),
        Json.mapper().readTree(answer.then().statusCode(200).extract().asString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1/models/witan", "/v1/models/witan/anna"})
  void modelsAreAsItSays(String path) throws Exception {
    String documented = path.equals("/v1/models") ? path : "/v1/models/{id}";

    satisfies(
        of(documented, "get") + "/responses/200" + schema("application/json"),
        Json.mapper().readTree(given().get(path).asString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v1/chat/completions | {} | 400",
        "/v1/chat/completions | {\"model\":\"nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404",
        "/v1/responses | {\"model\":\"witan\",\"input\":\"x\",\"witan\":{\"policy\":{\"owners\":[\"nobody\"]}}} | 400",
        "/v1/models | {} | 405",
        "/v1/nothing | {} | 404"
      })
  void refusalsAreAsItSays(String path, String body, int status) throws Exception {
    satisfies(
        "/components/responses/Error" + schema("application/json"),
        answered(path, Json.mapper().readTree(body), status));
  }

  private static Response post(String path, JsonNode body) {
    return given().contentType(ContentType.JSON).body(body.toString()).post(path);
  }

  private static JsonNode answered(String path, JsonNode body, int status) throws Exception {
    return Json.mapper().readTree(post(path, body).then().statusCode(status).extract().asString());
  }
}
