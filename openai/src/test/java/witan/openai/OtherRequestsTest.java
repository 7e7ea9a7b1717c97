package witan.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherRequestsTest {

  @Test
  void aCompletionContinuesAText() {
    CompletionRequest request =
        CompletionRequest.parse(
            bytes("{\"model\":\"witan\",\"prompt\":\"Once\",\"max_tokens\":5,\"temperature\":0}"),
            new SplittableRandom(1));

    assertThat(request.generation().maxTokens()).isEqualTo(5);
    assertThat(request.generation().deterministic()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"witan\"}",
        "{\"model\":\"witan\",\"prompt\":5}",
        "{\"model\":\"witan\",\"prompt\":\"a\",\"max_tokens\":-1}",
        "{\"model\":\"witan\",\"prompt\":\"a\",\"logprobs\":\"all\"}"
      })
  void aWrongCompletionIsRefused(String body) {
    assertThatThrownBy(() -> CompletionRequest.parse(bytes(body), new SplittableRandom(1)))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  @Test
  void embeddingsAreAskedForOneTextOrMany() {
    assertThat(embedding("{\"model\":\"m\",\"input\":\"a\"}").inputs()).containsExactly("a");
    assertThat(embedding("{\"model\":\"m\",\"input\":[\"a\",\"b\"]}").inputs())
        .containsExactly("a", "b");
    assertThat(
            embedding("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"base64\"}").base64())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"m\"}",
        "{\"model\":\"m\",\"input\":[]}",
        "{\"model\":\"m\",\"input\":\"\"}",
        "{\"model\":\"m\",\"input\":[5]}",
        "{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"hex\"}",
        "{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0}"
      })
  void wrongEmbeddingsAreRefused(String body) {
    assertThatThrownBy(() -> embedding(body))
        .isInstanceOfSatisfying(
            ApiException.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  private static EmbeddingRequest embedding(String json) {
    return EmbeddingRequest.parse(bytes(json));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
