package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {
  private static final String SOUND =
      """
      {"model":"witan","messages":[{"role":"system","content":"Be brief."},
       {"role":"user","content":[{"type":"text","text":"Who"},{"type":"text","text":"sings?"}]}],
       "temperature":0.5,"top_p":0.9,"max_tokens":20,"n":2,"stop":["\\n","END"],"seed":7,
       "frequency_penalty":1,"presence_penalty":-1,"logit_bias":{"11":-100},"stream":true,
       "stream_options":{"include_usage":true},"logprobs":true,"top_logprobs":3,
       "witan":{"maxExperts":5,"combine":"BEST","retrieval":false,
                "policy":{"labels":["food"],"owners":["ada"]}},"unknown":{"a":[1,2]}}
      """;

  @Test
  void everyFieldIsRead() {
    ChatRequest request = parse(SOUND);

    assertThat(request.model()).isEqualTo("witan");
    assertThat(request.messages()).hasSize(2);
    assertThat(request.question()).isEqualTo("Who\nsings?");
    Generation generation = request.generation();
    assertThat(generation.temperature()).isEqualTo(0.5);
    assertThat(generation.topP()).isEqualTo(0.9);
    assertThat(generation.maxTokens()).isEqualTo(20);
    assertThat(generation.n()).isEqualTo(2);
    assertThat(generation.stops()).containsExactly("\n", "END");
    assertThat(generation.seed()).isEqualTo(7);
    assertThat(generation.deterministic()).isTrue();
    assertThat(generation.frequencyPenalty()).isEqualTo(1);
    assertThat(generation.presencePenalty()).isEqualTo(-1);
    assertThat(generation.logitBias()).containsEntry(11, -100f);
    assertThat(request.stream()).isTrue();
    assertThat(request.includeUsage()).isTrue();
    assertThat(request.topLogprobs()).isEqualTo(3);
    assertThat(request.witan().maxExperts()).isEqualTo(5);
    assertThat(request.witan().combine()).isEqualTo(WitanOptions.Combine.BEST);
    assertThat(request.witan().retrieval()).isFalse();
    assertThat(request.witan().policy().labels()).containsExactly("food");
  }

  @Test
  void whatIsLeftOutHasOpenAisDefaults() {
    ChatRequest request =
        parse("{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");

    assertThat(request.stream()).isFalse();
    assertThat(request.generation().n()).isEqualTo(1);
    assertThat(request.generation().temperature()).isEqualTo(1);
    assertThat(request.generation().topP()).isEqualTo(1);
    assertThat(request.generation().maxTokens()).isEqualTo(Generation.DEFAULT_MAX_TOKENS);
    assertThat(request.generation().seeded()).isFalse();
    assertThat(request.witan()).isEqualTo(WitanOptions.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "model       | 5",
        "messages    | []",
        "messages    | \"hello\"",
        "messages    | {}",
        "messages    | null",
        "messages    | [5]",
        "messages    | [{\"role\":\"nobody\",\"content\":\"a\"}]",
        "messages    | [{\"content\":\"a\"}]",
        "messages    | [{\"role\":\"user\",\"content\":5}]",
        "messages    | [{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]",
        "temperature | -0.1",
        "temperature | 2.1",
        "temperature | \"hot\"",
        "temperature | 1e999",
        "temperature | []",
        "top_p       | 0",
        "top_p       | 1.01",
        "max_tokens  | -5",
        "max_tokens  | 0",
        "max_tokens  | 1.5",
        "max_tokens  | 99999999999999999999",
        "max_tokens  | \"many\"",
        "n           | 0",
        "n           | 9",
        "stop        | 5",
        "stop        | [\"a\",\"b\",\"c\",\"d\",\"e\"]",
        "seed        | \"x\"",
        "seed        | 1.5",
        "frequency_penalty | 3",
        "presence_penalty  | -3",
        "logit_bias  | []",
        "logit_bias  | {\"a\":1}",
        "logit_bias  | {\"1\":101}",
        "stream      | \"yes\"",
        "stream_options | 5",
        "logprobs    | 1",
        "top_logprobs | 21",
        "response_format | {\"type\":\"json_schema\"}",
        "witan       | 5",
        "witan       | {\"maxExperts\":9}",
        "witan       | {\"combine\":\"VOTE\"}",
        "witan       | {\"policy\":{\"labels\":\"food\"}}"
      })
  void aWrongFieldIsNamedWithWhatToSendInstead(String field, String value) {
    String request =
        field.equals("messages")
            ? "{\"model\":\"witan\",\"messages\":%s}".formatted(value)
            : "{%s\"messages\":[{\"role\":\"user\",\"content\":\"a\"}],\"%s\":%s}"
                .formatted(field.equals("model") ? "" : "\"model\":\"witan\",", field, value);

    ApiException refused = catchThrowableOfType(ApiException.class, () -> parse(request));

    assertThat(refused).as(request).isNotNull();
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.type()).isEqualTo("invalid_request_error");
    assertThat(refused.param()).startsWith(field);
    assertThat(refused.message()).endsWith(".").hasSizeBetween(20, 300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[]", "null", "5", "\"a\"", "{}", "{\"a\":1}}", "nonsense"})
  void whatIsNoRequestAtAllIsRefused(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  @Test
  void aPromptThatIsTooLongIsToldTheLimit() {
    String request =
        "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted("a".repeat(200_000));

    assertThatThrownBy(() -> parse(request))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.code()).isEqualTo("context_length_exceeded");
              assertThat(refused.message()).contains("200,000").contains("100,000");
            });
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThatThrownBy(() -> parse("{\"messages\":" + deep + "}")).isInstanceOf(ApiException.class);
  }

  @Test
  void whateverBytesComeTheyAreReadOrRefused() {
    SplittableRandom random = new SplittableRandom(17);
    byte[] sound = SOUND.getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = sound.clone();
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        bytes[random.nextInt(bytes.length)] =
            random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
      }
      try {
        ChatRequest.parse(bytes, new SplittableRandom(1));
      } catch (ApiException e) {
        assertThat(e.status()).isEqualTo(400);
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 20_000);
  }

  private static ChatRequest parse(String json) {
    return ChatRequest.parse(json.getBytes(StandardCharsets.UTF_8), new SplittableRandom(1));
  }
}
