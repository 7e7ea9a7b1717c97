package witan.cli.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ShareTest {

  @Test
  void countsWhatIsSo() {
    Share share = new Share(0, 0).plus(true).plus(false).plus(true).plus(true);

    assertThat(share).isEqualTo(new Share(3, 4));
    assertThat(share.value()).isEqualTo(0.75);
  }

  @Test
  void theIntervalIsWilsons() {
    // 81 of 263, 95 %: 0.2553 to 0.3662 (Newcombe 1998, table I, method 3).
    Share share = new Share(81, 263);

    assertThat(share.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(share.high()).isCloseTo(0.3662, within(5e-5));
  }

  @Test
  void theIntervalStaysBetweenNothingAndAll() {
    assertThat(new Share(0, 20).low()).isCloseTo(0, within(1e-12));
    assertThat(new Share(20, 20).high()).isCloseTo(1, within(1e-12));
    assertThat(new Share(0, 0)).hasToString("no questions");
  }
}
