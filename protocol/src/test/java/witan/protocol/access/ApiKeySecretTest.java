package witan.protocol.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeySecretTest {

  private final ApiKeySecret secret = ApiKeySecret.generate(RandomGenerator.of("L64X128MixRandom"));

  @Test
  void aKeyIsReadBackAndOpensWhatItsDigestIsKeptFor() {
    assertThat(ApiKeySecret.parse(secret.text()).orElseThrow().matches(kept(secret))).isTrue();
  }

  @Test
  void anotherSecretUnderTheSameIdDoesNotOpenIt() {
    char last = secret.text().charAt(secret.text().length() - 1);
    String bent =
        secret.text().substring(0, secret.text().length() - 1) + (last == 'A' ? 'B' : 'A');

    ApiKeySecret other = ApiKeySecret.parse(bent).orElseThrow();

    assertThat(other.id()).isEqualTo(secret.id());
    assertThat(other.matches(kept(secret))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sk-anything", "wk-0123456789abcdef-short", "wk-0123456789ABCDEF-x"})
  void whatIsNoKeyIsNotRead(String text) {
    assertThat(ApiKeySecret.parse(text)).isEmpty();
  }

  @Test
  void itIsNotShown() {
    assertThat(secret.toString()).isEqualTo("ApiKeySecret[" + secret.id() + "]");
    assertThat(kept(secret).toString()).doesNotContain(secret.text());
  }

  private static ApiKey kept(ApiKeySecret secret) {
    return new ApiKey(secret.id(), secret.digest(), "a key", null, List.of(), Limits.NONE, null);
  }
}
