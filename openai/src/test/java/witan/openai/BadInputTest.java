package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client sends, it gets a request or a refusal of 400 with a sentence that helps. */
class BadInputTest {

  private static final String CHAT =
      "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]%s}";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Object chat(byte[] json) {
    return ChatRequest.parse(json, new SplittableRandom(1));
  }

  private static ApiException refused(Function<byte[], Object> parser, byte[] json) {
    ApiException refusal = catchThrowableOfType(ApiException.class, () -> parser.apply(json));
    assertThat(refusal).as(() -> "taken: " + new String(json, StandardCharsets.UTF_8)).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.type()).isEqualTo("invalid_request_error");
    assertThat(refusal.message()).endsWith(".").hasSizeLessThan(500).doesNotContain("Exception");
    JsonNode error = refusal.json().get("error");
    assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
    return refusal;
  }

  private static ApiException refusedChat(String json) {
    return refused(BadInputTest::chat, utf8(json));
  }

  /** Each row's field is added to a request that is right without it. */
  @ParameterizedTest
  @CsvFileSource(
      resources = "/bad-chat-fields.csv",
      delimiter = '|',
      quoteCharacter = '\0',
      useHeadersInDisplayName = true)
  void aWrongFieldIsNamedWithWhatToSendInstead(
      String field, String param, String code, String sentence) {
    ApiException refusal = refusedChat(CHAT.formatted("," + field));

    assertThat(refusal.param()).isEqualTo(param);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.message()).contains(sentence);
  }

  @ParameterizedTest
  @CsvFileSource(
      resources = "/bad-messages.csv",
      delimiter = '|',
      quoteCharacter = '\0',
      useHeadersInDisplayName = true)
  void aWrongMessageIsNamedWithItsPlace(
      String messages, String param, String code, String sentence) {
    ApiException refusal = refusedChat("{\"model\":\"witan\",\"messages\":%s}".formatted(messages));

    assertThat(refusal.param()).isEqualTo(param);
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.message()).contains(sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"model\":",
        "{\"model\":\"witan\"}}",
        "{\"model\":\"witan\"} {}",
        "{'model':'witan'}",
        "{\"model\":\"a\",}",
        "{\"temperature\":NaN}",
        "{\"temperature\":Infinity}",
        "{\"temperature\":-Infinity}",
        "{\"temperature\":01}",
        "{\"temperature\":+1}",
        "{\"model\":\"\\u12\"}",
        "{\"model\":\"line\nbreak\"}",
        "{// comment\n}",
        "[]",
        "null",
        "true",
        "5",
        "\"text\"",
        "",
        "   ",
        "<xml/>"
      })
  void whatIsNoJsonObjectIsRefused(String body) {
    ApiException refusal = refusedChat(body);

    assertThat(refusal.code()).isEqualTo("invalid_json");
    assertThat(refusal.message()).contains("JSON");
  }

  @Test
  void brokenUtf8IsRefused() {
    byte[] body = utf8(CHAT.formatted(""));
    int at = new String(body, StandardCharsets.UTF_8).indexOf("Hi");
    for (int broken : new int[] {0x80, 0xC3, 0xE2, 0xF0, 0xFF}) {
      body[at] = (byte) broken;
      assertThat(refused(BadInputTest::chat, body).code()).isEqualTo("invalid_json");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999999", "-0e999999999999999", "1e-99999999999999"})
  void anExponentOfManyDigitsIsRefused(String number) {
    for (String field : new String[] {"max_tokens", "temperature", "unknown"}) {
      ApiException refusal = refusedChat(CHAT.formatted(",\"" + field + "\":" + number));

      assertThat(refusal.code()).isEqualTo("invalid_json");
      assertThat(refusal.message()).contains("exponent");
    }
  }

  @Test
  void deepNestingAndHugeNumbersAreRefusedWithoutHarm() {
    for (String open : new String[] {"[", "{\"a\":"}) {
      assertThat(refusedChat(CHAT.formatted(",\"x\":" + open.repeat(100_000))).code())
          .isEqualTo("invalid_json");
    }
    assertThat(refusedChat(CHAT.formatted(",\"x\":" + "9".repeat(100_000))).code())
        .isEqualTo("invalid_json");
    assertThat(refusedChat(CHAT.formatted(",\"max_tokens\":" + "9".repeat(900))).param())
        .isEqualTo("max_tokens");
    assertThat(refusedChat(CHAT.formatted(",\"temperature\":1e999999999")).param())
        .isEqualTo("temperature");
    assertThat(refusedChat(CHAT.formatted(",\"seed\":1e999999999")).param()).isEqualTo("seed");
  }

  @Test
  void aPromptOf200000CharactersIsRefusedAndOneOf100000Taken() {
    String message = "{\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    ApiException refusal = refusedChat(message.formatted("a".repeat(200_000)));
    assertThat(refusal.code()).isEqualTo("context_length_exceeded");
    assertThat(refusal.param()).isEqualTo("messages");
    assertThat(refusal.message()).contains("200,000").contains("100,000");
    assertThat(chat(utf8(message.formatted("a".repeat(100_000))))).isNotNull();

    assertThat(
            refused(
                    json -> CompletionRequest.parse(json, new SplittableRandom(1)),
                    utf8("{\"model\":\"witan\",\"prompt\":\"%s\"}".formatted("a".repeat(200_000))))
                .code())
        .isEqualTo("context_length_exceeded");
    assertThat(
            refused(
                    EmbeddingRequest::parse,
                    utf8("{\"model\":\"witan\",\"input\":\"%s\"}".formatted("a".repeat(200_000))))
                .code())
        .isEqualTo("context_length_exceeded");
  }

  /** Every field with a value of every kind: taken or refused, never anything else. */
  @Test
  void noFieldOfAnyTypeDoesMoreThanBeingRefused() {
    String[] fields = {
      "model",
      "messages",
      "stream",
      "stream_options",
      "temperature",
      "top_p",
      "min_p",
      "top_k",
      "n",
      "stop",
      "seed",
      "max_tokens",
      "max_completion_tokens",
      "frequency_penalty",
      "presence_penalty",
      "repetition_penalty",
      "logit_bias",
      "logprobs",
      "top_logprobs",
      "response_format",
      "tools",
      "functions",
      "tool_choice",
      "witan",
      "prompt",
      "echo",
      "suffix",
      "best_of",
      "input",
      "instructions",
      "max_output_tokens",
      "text",
      "include",
      "background",
      "previous_response_id",
      "metadata",
      "encoding_format",
      "dimensions",
      "user",
      "unheard_of"
    };
    String[] values = {
      "null",
      "true",
      "false",
      "0",
      "-1",
      "1",
      "1.5",
      "1e400",
      "-1e400",
      "9223372036854775808",
      "\"\"",
      "\"text\"",
      "\"\\ud800\"",
      "[]",
      "[null]",
      "[[]]",
      "[{}]",
      "[1,2]",
      "[\"\"]",
      "{}",
      "{\"a\":null}",
      "{\"1\":1e400}",
      "{\"type\":[]}",
      "{\"policy\":5}",
      "{\"include_usage\":0}",
      "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"pattern\":\"(\"}}}"
    };
    String rest =
        "\"model\":\"witan\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"prompt\":\"Hi\",\"input\":\"Hi\",\"stream\":true,%s}";
    for (String field : fields) {
      for (String value : values) {
        // The second of two equal keys counts.
        byte[] body = utf8("{" + rest.formatted("\"%s\":%s".formatted(field, value)));
        takenOrRefused(BadInputTest::chat, body);
        takenOrRefused(json -> CompletionRequest.parse(json, new SplittableRandom(1)), body);
        takenOrRefused(EmbeddingRequest::parse, body);
        takenOrRefused(
            json -> ResponseRequest.parse(json, new SplittableRandom(1), Memory.NONE), body);
      }
    }
  }

  @Test
  void noDamagedRequestDoesMoreThanBeingRefused() {
    byte[] whole =
        utf8(
            CHAT.formatted(
                ",\"stop\":[\"a\",\"é\"],\"logit_bias\":{\"5\":-1.5},\"witan\":{\"policy\":{\"owners\":[\"0x1\"]}},\"seed\":7,\"top_p\":0.5"));
    SplittableRandom random = new SplittableRandom(8);
    for (int run = 0; run < 5_000; run++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      takenOrRefused(BadInputTest::chat, damaged);
    }
  }

  private static void takenOrRefused(Function<byte[], Object> parser, byte[] body) {
    try {
      assertThat(parser.apply(body)).isNotNull();
    } catch (ApiException refusal) {
      assertThat(refused(parser, body).message()).isEqualTo(refusal.message());
    }
  }
}
