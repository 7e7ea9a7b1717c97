package witan.cli.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import witan.protocol.Rao;

class TaoTest {

  @ParameterizedTest
  @CsvSource({
    "1,1000000000",
    "1.5,1500000000",
    "0.000000001,1",
    "1500rao,1500",
    "1_500rao,1500",
    "0,0",
    "9223372036.854775807,9223372036854775807"
  })
  void anAmountIsTaoOrRao(String text, long rao) {
    assertThat(Tao.parse(text)).isEqualTo(new Rao(rao));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "+1", "1.", ".5", "1e9", "0.0000000001", "1,5", "1.5rao", "TAO"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Tao.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("like");
  }

  @Test
  void anAmountIsShownWithNineDecimals() {
    assertThat(Tao.text(new Rao(1_500_000_000))).isEqualTo("1.500000000");
    assertThat(Tao.text(new Rao(1))).isEqualTo("0.000000001");
  }
}
