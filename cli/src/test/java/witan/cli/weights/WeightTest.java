package witan.cli.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;
import witan.cli.Failure;

class WeightTest {

  private static List<Weight> weights(String... texts) {
    return Weight.checked(Arrays.stream(texts).map(new Weight.Converter()::convert).toList());
  }

  @Test
  void theLargestWeightIsScaledToAllSixteenBits() {
    assertThat(Weight.upscaled(weights("1=1", "0=0.5", "7=0"))).containsExactly(32_768, 65_535, 0);
    assertThat(Weight.upscaled(weights("3=0.000000001"))).containsExactly(65_535);
    assertThat(Weight.upscaled(weights("0=999999999999999999", "1=1"))).containsExactly(65_535, 0);
  }

  @Test
  void uidsAreSorted() {
    assertThat(weights("12=1", "3=2").stream().map(Weight::uid)).containsExactly(3, 12);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1", "1=", "=1", "1=-1", "-1=1", "1=1e9", "1=,5", "x=1", "1=1=1", "65536=1"})
  void whatIsNoWeightIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> weights(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("like 3=0.25");
  }

  @Test
  void aUidNamedTwiceAndWeightsOfNothingAreRefused() {
    assertThatThrownBy(() -> weights("1=1", "1=2"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Uid 1 is named twice");
    assertThatThrownBy(() -> weights("1=0", "2=0.0"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("All weights are 0");
  }
}
