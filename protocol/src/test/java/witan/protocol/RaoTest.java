package witan.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RaoTest {

  @Test
  void isAStringOfDigitsInJson() {
    Rao most = new Rao(Long.MAX_VALUE);

    assertThat(Json.write(most)).isEqualTo("\"9223372036854775807\"");
    assertThat(Json.read("\"9223372036854775807\"", Rao.class)).isEqualTo(most);
  }

  @Test
  void isNeverNegative() {
    assertThatThrownBy(() -> new Rao(-1)).hasMessageContaining("negative");
    assertThatThrownBy(() -> Rao.ZERO.minus(new Rao(1))).hasMessageContaining("negative");
  }

  @Test
  void overflowsWithAnException() {
    Rao most = new Rao(Long.MAX_VALUE);

    assertThatThrownBy(() -> most.plus(new Rao(1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> most.times(2)).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void readsUnderscoresBetweenDigits() {
    assertThat(Rao.parse("500_000")).isEqualTo(new Rao(500_000));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "1e9", "_1", "1__0", "9223372036854775808", "٣", " 1"})
  void isNotReadFromAnythingElse(String text) {
    assertThatThrownBy(() -> Rao.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
