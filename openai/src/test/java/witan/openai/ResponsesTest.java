package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import witan.mixture.Distribution;
import witan.mixture.text.Vocabulary;
import witan.openai.ChatMessage.Role;
import witan.openai.Response.Made;

/** Requests for responses and their answers, to the letter as OpenAI's API reference shows them. */
class ResponsesTest {

  private static final Usage USAGE = new Usage(9, 2);

  private static ResponseRequest request(String more) {
    return request(more, Memory.NONE);
  }

  private static ResponseRequest request(String more, Memory memory) {
    return ResponseRequest.parse(
        "{\"model\":\"witan\",\"input\":\"Hi\"%s}".formatted(more).getBytes(StandardCharsets.UTF_8),
        new SplittableRandom(1),
        memory);
  }

  private static ApiException refused(String more, Memory memory) {
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> request("," + more, memory));
    assertThat(refusal).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    return refusal;
  }

  private static Response response(String more) {
    return new Response("resp_1", "msg_1", 7, request(more));
  }

  private static Made made(FinishReason reason) {
    return new Made("Hi you", reason, List.of(), USAGE);
  }

  private static void isJson(JsonNode json, String expected) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(json.toString())).isEqualTo(mapper.readTree(expected));
  }

  @Test
  void instructionsAreTheSystemsMessageAndTextIsTheUsers() {
    assertThat(request(",\"instructions\":\"Be brief.\"").messages())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be brief."), new ChatMessage(Role.USER, "Hi"));
  }

  @Test
  void aConversationIsReadWithItsOwnEarlierOutput() {
    ResponseRequest request =
        request(
            """
            ,"input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]},
             {"type":"message","id":"msg_1","status":"completed","role":"assistant",
              "content":[{"type":"output_text","text":"Hello","annotations":[],"logprobs":[]}]},
             {"role":"developer","content":"Be brief."}]\
            """);

    assertThat(request.messages())
        .containsExactly(
            new ChatMessage(Role.USER, "Hi"),
            new ChatMessage(Role.ASSISTANT, "Hello"),
            new ChatMessage(Role.SYSTEM, "Be brief."));
  }

  @Test
  void whatIsNotSaidIsAsForChats() {
    ResponseRequest request = request(",\"temperature\":null,\"tools\":[],\"background\":false");

    assertThat(request.generation().maxTokens()).isEqualTo(Generation.DEFAULT_MAX_TOKENS);
    assertThat(request.generation().temperature()).isEqualTo(1);
    assertThat(request.generation().deterministic()).isFalse();
    assertThat(request.topLogprobs()).isNull();
    assertThat(request.grammar()).isNull();
    assertThat(request.witan()).isEqualTo(WitanOptions.DEFAULT);
    assertThat(request(",\"text\":{\"format\":{\"type\":\"json_object\"}}").grammar()).isNotNull();
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "/bad-response-fields.csv",
      delimiter = '|',
      quoteCharacter = '\0',
      useHeadersInDisplayName = true)
  void aWrongFieldIsNamedWithWhatToSendInstead(
      String field, String param, String code, String sentence) {
    ApiException refusal = catchThrowableOfType(ApiException.class, () -> request("," + field));

    assertThat(refusal).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.param()).isEqualTo(param);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.message()).contains(sentence);
  }

  @Test
  void aResponseHasOpenAisShape() throws Exception {
    isJson(
        response(",\"instructions\":\"Be brief.\",\"temperature\":0.5,\"metadata\":{\"a\":\"b\"}")
            .json(made(FinishReason.STOP), Json.NODES.objectNode().put("experts", 3)),
        """
        {"id":"resp_1","object":"response","created_at":7,"status":"completed","background":false,
         "error":null,"incomplete_details":null,"instructions":"Be brief.",
         "max_output_tokens":null,"metadata":{"a":"b"},"model":"witan",
         "output":[{"id":"msg_1","type":"message","status":"completed","role":"assistant",
          "content":[{"type":"output_text","text":"Hi you","annotations":[],"logprobs":[]}]}],
         "parallel_tool_calls":true,"previous_response_id":null,
         "reasoning":{"effort":null,"summary":null},"store":false,"temperature":0.5,
         "text":{"format":{"type":"text"}},"tool_choice":"auto","tools":[],"top_logprobs":0,
         "top_p":1.0,"truncation":"disabled",
         "usage":{"input_tokens":9,"input_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},"output_tokens":2,
          "output_tokens_details":{"reasoning_tokens":0},"total_tokens":11},
         "witan":{"experts":3}}
        """);
  }

  @Test
  void anAnswerThatWasCutOffIsIncomplete() {
    JsonNode json = response(",\"max_output_tokens\":2").json(made(FinishReason.LENGTH), null);

    assertThat(json.path("status").asText()).isEqualTo("incomplete");
    assertThat(json.at("/incomplete_details/reason").asText()).isEqualTo("max_output_tokens");
    assertThat(json.at("/output/0/status").asText()).isEqualTo("incomplete");
    assertThat(json.path("max_output_tokens").asInt()).isEqualTo(2);
    assertThat(json.has("witan")).isFalse();
  }

  @Test
  void logProbabilitiesStandInTheTextIfTheyAreIncluded() {
    Vocabulary vocabulary = new Vocabulary(List.of(new byte[] {'H'}, new byte[] {'i'}), new int[0]);
    TokenLogprob logprob =
        TokenLogprob.of(0, Distribution.of(new int[] {0, 1}, new float[] {1, 1}), vocabulary, 1);
    Made made = new Made("H", FinishReason.STOP, List.of(logprob), USAGE);
    String included = ",\"include\":[\"message.output_text.logprobs\"],\"top_logprobs\":1";

    JsonNode logprobs = response(included).json(made, null).at("/output/0/content/0/logprobs");
    assertThat(logprobs).hasSize(1);
    assertThat(logprobs.at("/0/token").asText()).isEqualTo("H");
    assertThat(logprobs.at("/0/top_logprobs")).hasSize(1);
    assertThat(response("").json(made, null).at("/output/0/content/0/logprobs")).isEmpty();
  }

  @Test
  void theEventsOfAStreamAreNumberedAndAddUpToTheResponse() {
    Response response = response("");
    ResponseEvents events = new ResponseEvents(response);
    Made made = made(FinishReason.STOP);
    List<ObjectNode> all = new ArrayList<>(events.begin());
    all.add(events.token("Hi", null));
    all.add(events.token(" you", null));
    all.addAll(events.end(made, response.json(made, null)));

    assertThat(all)
        .extracting(event -> event.path("type").asText())
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed");
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).path("sequence_number").asInt()).isEqualTo(i);
    }
    assertThat(all.getFirst().at("/response/status").asText()).isEqualTo("in_progress");
    assertThat(all.get(8).path("item")).isEqualTo(response.json(made, null).at("/output/0"));
    assertThat(all.getLast().path("response")).isEqualTo(response.json(made, null));
    assertThat(Sse.typed(all.get(4))).startsWith("event: response.output_text.delta\ndata: {");
  }

  @Test
  void aStreamThatBreaksOffSaysWhy() {
    List<ObjectNode> events =
        new ResponseEvents(response("")).failed(ApiException.unavailable("Nobody is left."));

    assertThat(events.getFirst().path("type").asText()).isEqualTo("error");
    assertThat(events.getFirst().path("code").asText()).isEqualTo("service_unavailable");
    assertThat(events.getLast().at("/response/status").asText()).isEqualTo("failed");
    assertThat(events.getLast().at("/response/error/message").asText())
        .isEqualTo("Nobody is left.");
  }

  @Test
  void whatWasSaidBeforeStandsBetweenTheInstructionsAndTheInput() {
    ResponseRequest request =
        request(
            ",\"instructions\":\"Be brief.\",\"previous_response_id\":\"resp_1\"",
            new Remembered());

    assertThat(request.messages())
        .containsExactly(
            new ChatMessage(Role.SYSTEM, "Be brief."),
            new ChatMessage(Role.USER, "What is it?"),
            new ChatMessage(Role.ASSISTANT, "What?"),
            new ChatMessage(Role.USER, "Hi"));
    JsonNode items = request.items(new SplittableRandom(1));
    assertThat(items).hasSize(3);
    assertThat(items.get(0)).isEqualTo(Remembered.ITEMS.get(0));
    assertThat(items.at("/2/content/0/type").asText()).isEqualTo("input_text");
    assertThat(new Response("resp_2", "msg_2", 7, request).begun().path("previous_response_id"))
        .isEqualTo(Json.NODES.textNode("resp_1"));
  }

  @Test
  void whatIsNotRememberedOrTooLongIsNotGoneOnFrom() {
    assertThat(refused("\"previous_response_id\":\"resp_2\"", new Remembered()))
        .extracting(ApiException::code, ApiException::param)
        .containsExactly("previous_response_not_found", "previous_response_id");
    String all = "x".repeat(PromptSize.MAX_CHARACTERS - 3);
    assertThat(request(",\"input\":\"%s\"".formatted(all), new Remembered()).messages()).hasSize(1);
    assertThat(
            refused(
                "\"previous_response_id\":\"resp_1\",\"input\":\"%s\"".formatted(all),
                new Remembered()))
        .extracting(ApiException::code, ApiException::param)
        .containsExactly("context_length_exceeded", "previous_response_id");
  }

  @Test
  void aResponseIsStoredUnlessItsRequestForbidsIt() {
    assertThat(request("").store()).isFalse();
    assertThat(request(",\"store\":true").store()).isFalse();
    assertThat(request("", new Remembered()).store()).isTrue();
    assertThat(request(",\"store\":false", new Remembered()).store()).isFalse();
    assertThat(request(",\"background\":true", new Remembered()).background()).isTrue();
    assertThat(refused("\"background\":true,\"store\":false", new Remembered()).param())
        .isEqualTo("background");
    assertThat(refused("\"background\":true,\"stream\":true", new Remembered()).param())
        .isEqualTo("stream");
    assertThat(refused("\"conversation\":\"conv_1\"", new Remembered()).message())
        .contains("previous_response_id");
  }

  @Test
  void itemsAreListedAsMessagesOfPartsEachWithAnId() throws Exception {
    JsonNode items =
        request(
                """
                ,"input":[{"role":"developer","content":"Be brief."},
                 {"role":"user","content":[{"type":"text","text":"Hi"},
                  {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlh"}}]},
                 {"role":"assistant","id":"mine","content":[{"type":"refusal","refusal":"No."}]}]\
                """)
            .items(new SplittableRandom(1));

    assertThat(items.findValuesAsText("id"))
        .hasSize(3)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.startsWith("msg_"));
    items.forEach(item -> ((ObjectNode) item).remove("id"));
    isJson(
        items,
        """
        [{"type":"message","status":"completed","role":"developer",
          "content":[{"type":"input_text","text":"Be brief."}]},
         {"type":"message","status":"completed","role":"user",
          "content":[{"type":"input_text","text":"Hi"},
           {"type":"input_image","detail":"auto","image_url":"data:image/gif;base64,R0lGODlh","file_id":null}]},
         {"type":"message","status":"completed","role":"assistant",
          "content":[{"type":"refusal","refusal":"No."}]}]
        """);
  }
}
