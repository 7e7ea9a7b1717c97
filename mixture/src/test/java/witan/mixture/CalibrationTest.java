package witan.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private static final Calibration SOME =
      new Calibration(new double[] {0, 0.5, 1}, new double[] {0, 0.3, 0.4}, 0.2);

  @Test
  void betweenKnotsItIsAStraightLine() {
    assertThat(SOME.of(0.5)).isEqualTo(0.3);
    assertThat(SOME.of(0.25)).isCloseTo(0.15, Offset.offset(1e-12));
    assertThat(SOME.of(0.75)).isCloseTo(0.35, Offset.offset(1e-12));
  }

  @Test
  void beyondTheKnotsAClaimIsNotBelievedMore() {
    assertThat(SOME.of(1.5)).isEqualTo(0.4);
    assertThat(SOME.of(-0.5)).isEqualTo(-0.5);
  }

  @Test
  void withoutEvidenceItIsTheConstant() {
    assertThat(SOME.of(Double.NaN)).isEqualTo(0.2);
    assertThat(Calibration.NONE.of(Double.NaN)).isNaN();
    assertThat(Calibration.NONE.of(0.7)).isEqualTo(0.7);
  }

  @Test
  void itNeverFalls() {
    SplittableRandom random = new SplittableRandom(4);
    for (int run = 0; run < 500; run++) {
      double[] claimed = random.doubles(5, 0, 1).sorted().toArray();
      double[] believed = random.doubles(5, 0, 1).sorted().toArray();
      for (int i = 0; i < 5; i++) {
        believed[i] = Math.min(believed[i], claimed[i]);
      }
      Calibration calibration = new Calibration(claimed, believed, Double.NaN);
      double a = random.nextDouble(-1, 2);
      double b = random.nextDouble(a, 2);
      assertThat(calibration.of(b)).isGreaterThanOrEqualTo(calibration.of(a) - 1e-12);
    }
  }

  @Test
  void whatIsNoCalibrationIsRefused() {
    double[] two = {0, 1};
    assertThatThrownBy(() -> new Calibration(two, new double[] {1, 0}, 0))
        .hasMessageContaining("never fall");
    assertThatThrownBy(() -> new Calibration(new double[] {1, 1}, two, 0))
        .hasMessageContaining("ascend");
    assertThatThrownBy(() -> new Calibration(two, new double[1], 0))
        .hasMessageContaining("as many beliefs");
    assertThatThrownBy(() -> new Calibration(two, new double[] {0, Double.NaN}, 0))
        .hasMessageContaining("knot 1");
  }
}
