package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shapes are those of OpenAI's API reference. */
class RenderingTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void anAnswerHasOpenAisShape() throws Exception {
    ChatCompletion completion =
        new ChatCompletion(
            "chatcmpl-1",
            12,
            "witan",
            List.of(new Choice(0, "Paris.", FinishReason.STOP)),
            new Usage(9, 3),
            null);

    assertThat(json(completion.json().toString()))
        .isEqualTo(
            json(
                """
                {"id":"chatcmpl-1","object":"chat.completion","created":12,"model":"witan",
                 "choices":[{"index":0,"message":{"role":"assistant","content":"Paris.",
                 "refusal":null},"logprobs":null,"finish_reason":"stop"}],
                 "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}
                """));
  }

  @Test
  void aStreamsChunksHaveOpenAisShape() throws Exception {
    ChatCompletionChunk chunk = new ChatCompletionChunk("chatcmpl-1", 12, "witan", true);

    assertThat(chunk.role(0).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
    JsonNode content = chunk.content(1, "Pa");
    assertThat(content.path("object").asText()).isEqualTo("chat.completion.chunk");
    assertThat(content.at("/choices/0/index").asInt()).isEqualTo(1);
    assertThat(content.at("/choices/0/delta/content").asText()).isEqualTo("Pa");
    assertThat(content.at("/choices/0/finish_reason").isNull()).isTrue();
    assertThat(content.path("usage").isNull()).isTrue();
    JsonNode finish = chunk.finish(0, FinishReason.LENGTH);
    assertThat(finish.at("/choices/0/delta").isEmpty()).isTrue();
    assertThat(finish.at("/choices/0/finish_reason").asText()).isEqualTo("length");
    JsonNode usage = chunk.usage(new Usage(1, 2));
    assertThat(usage.path("choices").isEmpty()).isTrue();
    assertThat(usage.at("/usage/total_tokens").asInt()).isEqualTo(3);
  }

  @Test
  void anEventIsOneLineOfJsonAndAnEmptyLine() throws Exception {
    String event = Sse.data(json("{\"a\":\"line\\nbreak\"}"));

    assertThat(event).isEqualTo("data: {\"a\":\"line\\nbreak\"}\n\n");
    assertThat(Sse.DONE).isEqualTo("data: [DONE]\n\n");
  }

  @Test
  void anErrorHasOpenAisShape() {
    JsonNode error = ApiException.modelNotFound("gpt-9").json().path("error");
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
    assertThat(error.path("code").asText()).isEqualTo("model_not_found");
    assertThat(error.path("message").asText()).contains("gpt-9");
    assertThat(error.has("param")).isTrue();
    assertThat(ApiException.internal().status()).isEqualTo(500);
    assertThat(ApiException.internal().message()).doesNotContain("Exception");
  }

  private static JsonNode json(String text) throws Exception {
    return MAPPER.readTree(text);
  }
}
