package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import witan.mixture.Distribution;
import witan.mixture.text.Vocabulary;

/** Answers, chunks and errors, to the letter as OpenAI's API reference shows them. */
class AnswersTest {

  private static final JsonNode WITAN = Json.NODES.objectNode().put("experts", 3);
  private static final Usage USAGE = new Usage(9, 2);
  private static final Vocabulary VOCABULARY =
      new Vocabulary(
          List.of(
              "Hi".getBytes(StandardCharsets.UTF_8),
              " you".getBytes(StandardCharsets.UTF_8),
              new byte[] {(byte) 0xC3}),
          new int[0]);
  private static final List<TokenLogprob> LOGPROBS =
      List.of(
          TokenLogprob.of(0, Distribution.of(new int[] {0, 1}, new float[] {1, 1}), VOCABULARY, 1));

  private static void isJson(JsonNode json, String expected) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(json.toString())).isEqualTo(mapper.readTree(expected));
  }

  @Test
  void aChatCompletionHasOpenAisShape() throws IOException {
    isJson(
        new ChatCompletion(
                "chatcmpl-1",
                7,
                "witan",
                List.of(
                    new Choice(0, "Hi", FinishReason.STOP), new Choice(1, "", FinishReason.LENGTH)),
                USAGE,
                WITAN)
            .json(),
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":7,"model":"witan",
         "choices":[
          {"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},
           "logprobs":null,"finish_reason":"stop"},
          {"index":1,"message":{"role":"assistant","content":"","refusal":null},
           "logprobs":null,"finish_reason":"length"}],
         "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11},
         "witan":{"experts":3}}
        """);
  }

  @Test
  void withoutContributorsThereIsNoWitanField() {
    Choice choice = new Choice(0, "Hi", FinishReason.STOP);
    assertThat(new ChatCompletion("a", 7, "m", List.of(choice), USAGE, null).json().has("witan"))
        .isFalse();
    assertThat(new Completion("a", 7, "m", List.of(choice), USAGE, null).json().has("witan"))
        .isFalse();
  }

  @Test
  void chatChunksHaveOpenAisShape() throws IOException {
    ChatCompletionChunk chunk = new ChatCompletionChunk("chatcmpl-1", 7, "witan", true);
    String envelope =
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"witan\",%s}";

    isJson(
        chunk.role(0),
        envelope.formatted(
            "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null"));
    isJson(
        chunk.content(1, "Hi"),
        envelope.formatted(
            "\"choices\":[{\"index\":1,\"delta\":{\"content\":\"Hi\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null"));
    isJson(
        chunk.finish(0, FinishReason.STOP, WITAN),
        envelope.formatted(
            "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null,\"witan\":{\"experts\":3}"));
    isJson(
        chunk.usage(USAGE),
        envelope.formatted(
            "\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}"));
    assertThat(new ChatCompletionChunk("a", 7, "m", false).content(0, "Hi").has("usage")).isFalse();
  }

  @Test
  void textCompletionsHaveTheOlderShape() throws IOException {
    isJson(
        new Completion(
                "cmpl-1",
                7,
                "witan",
                List.of(new Choice(0, "Hi", FinishReason.STOP, LOGPROBS)),
                USAGE,
                null)
            .json(),
        """
        {"id":"cmpl-1","object":"text_completion","created":7,"model":"witan",
         "choices":[{"text":"Hi","index":0,"finish_reason":"stop",
          "logprobs":{"tokens":["Hi"],"token_logprobs":[-0.6931471805599453],
           "top_logprobs":[{"Hi":-0.6931471805599453}],"text_offset":[0]}}],
         "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}
        """);
    CompletionChunk chunk = new CompletionChunk("cmpl-1", 7, "witan", false);
    isJson(
        chunk.content(0, "Hi"),
        """
        {"id":"cmpl-1","object":"text_completion","created":7,"model":"witan",
         "choices":[{"text":"Hi","index":0,"logprobs":null,"finish_reason":null}]}
        """);
    assertThat(chunk.content(0, "Hi", LOGPROBS, 5).at("/choices/0/logprobs/text_offset/0").asInt())
        .isEqualTo(5);
    assertThat(chunk.finish(0, FinishReason.LENGTH, WITAN).at("/choices/0/finish_reason").asText())
        .isEqualTo("length");
    assertThat(new CompletionChunk("a", 7, "m", true).usage(USAGE).get("choices")).isEmpty();
  }

  @Test
  void tokensHaveTheirBytesAndProbabilities() throws IOException {
    isJson(
        TokenLogprob.chat(LOGPROBS),
        """
        {"content":[{"token":"Hi","logprob":-0.6931471805599453,"bytes":[72,105],
          "top_logprobs":[{"token":"Hi","logprob":-0.6931471805599453,"bytes":[72,105]}]}],
         "refusal":null}
        """);
    TokenLogprob half = TokenLogprob.of(2, Distribution.certain(0), VOCABULARY, 20);
    assertThat(half.chosen().text()).isEqualTo("\uFFFD");
    assertThat(half.chosen().logprob()).isEqualTo(TokenLogprob.IMPOSSIBLE);
    assertThat(half.top()).hasSize(1);
    assertThat(half.top().getFirst().logprob()).isZero();
    assertThat(TokenLogprob.chat(List.of(half)).at("/content/0/bytes/0").asInt()).isEqualTo(0xC3);
  }

  @Test
  void errorsHaveOpenAisShape() throws IOException {
    isJson(
        ApiException.modelNotFound("gpt-9").json(),
        """
        {"error":{"message":"The model 'gpt-9' does not exist here. GET /v1/models lists those that do.",
         "type":"invalid_request_error","param":"model","code":"model_not_found"}}
        """);
    isJson(
        new ObjectMapper().readTree(new ApiException(500, "t", null, null, "m").body()),
        "{\"error\":{\"message\":\"m\",\"type\":\"t\",\"param\":null,\"code\":null}}");
  }

  @Test
  void eachErrorHasItsStatus() {
    assertThat(ApiException.modelNotFound("x".repeat(10_000)))
        .satisfies(e -> assertThat(e.status()).isEqualTo(404))
        .satisfies(e -> assertThat(e.message()).hasSizeLessThan(300));
    assertThat(ApiException.unknownPath("GET", "/v2").status()).isEqualTo(404);
    assertThat(ApiException.tooLarge(1_024).status()).isEqualTo(413);
    assertThat(ApiException.invalid("a", "b", "c").status()).isEqualTo(400);
    assertThat(ApiException.contextLengthExceeded("a", "c").status()).isEqualTo(400);
    assertThat(ApiException.busy("a").status()).isEqualTo(429);
    assertThat(ApiException.unavailable("a").status()).isEqualTo(503);
    assertThat(ApiException.internal().status()).isEqualTo(500);
    assertThat(ApiException.internal().getStackTrace()).isEmpty();
  }

  @Test
  void anEventIsOneLineWhateverItsText() throws IOException {
    String text = "two\nlines\r\n\u2028\"\u0000é🥚";
    String event = Sse.data(new ChatCompletionChunk("a", 7, "m", false).content(0, text));

    assertThat(event).startsWith("data: {").endsWith("}\n\n");
    String line = event.substring("data: ".length(), event.length() - 2);
    assertThat(line).doesNotContain("\n", "\r");
    assertThat(new ObjectMapper().readTree(line).at("/choices/0/delta/content").asText())
        .isEqualTo(text);
    assertThat(Sse.DONE).isEqualTo("data: [DONE]\n\n");
    assertThat(Sse.KEEP_ALIVE).startsWith(":").endsWith("\n\n");
  }

  @Test
  void modelsAreListedAndFoundById() throws IOException {
    List<Model> models =
        List.of(new Model("witan", 7, "witan"), new Model("witan/a/b", 8, "0x1", WITAN));
    isJson(
        Model.list(models),
        """
        {"object":"list","data":[
          {"id":"witan","object":"model","created":7,"owned_by":"witan"},
          {"id":"witan/a/b","object":"model","created":8,"owned_by":"0x1","witan":{"experts":3}}]}
        """);
    assertThat(Model.find(models, "witan/a/b").ownedBy()).isEqualTo("0x1");
    assertThatThrownBy(() -> Model.find(models, "other")).hasMessageContaining("'other'");
  }

  @Test
  void vectorsComeAsNumbersOrAsBase64OfLittleEndianFloats() throws IOException {
    Embeddings embeddings = new Embeddings("m", List.of(new float[] {0.5f, -0.25f}), 4);
    isJson(
        embeddings.json(embedding("")),
        """
        {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],
         "model":"m","usage":{"prompt_tokens":4,"total_tokens":4}}
        """);
    byte[] bytes =
        Base64.getDecoder()
            .decode(
                embeddings
                    .json(embedding(",\"encoding_format\":\"base64\""))
                    .at("/data/0/embedding")
                    .asText());
    ByteBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(floats.getFloat()).isEqualTo(0.5f);
    assertThat(floats.getFloat()).isEqualTo(-0.25f);
  }

  @Test
  void aVectorThatIsCutHasLengthOneAgain() {
    Embeddings embeddings = new Embeddings("m", List.of(new float[] {0.6f, 0, 0.8f}), 4);
    JsonNode cut = embeddings.json(embedding(",\"dimensions\":2")).at("/data/0/embedding");
    assertThat(cut).hasSize(2);
    assertThat(cut.get(0).asDouble()).isCloseTo(1, within(1e-6));
    assertThatThrownBy(() -> embeddings.json(embedding(",\"dimensions\":4")))
        .isInstanceOf(ApiException.class);
  }

  private static EmbeddingRequest embedding(String fields) {
    return EmbeddingRequest.parse(
        ("{\"model\":\"m\",\"input\":\"a\"" + fields + "}").getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void idsAreOpenAisAndDiffer() {
    SplittableRandom random = new SplittableRandom(1);
    assertThat(Ids.chat(random)).matches("chatcmpl-[0-9a-f]{32}").isNotEqualTo(Ids.chat(random));
    assertThat(Ids.completion(random)).matches("cmpl-[0-9a-f]{32}");
  }
}
