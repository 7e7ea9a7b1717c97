package witan.inference.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbabilityMapTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, -0.6, 0.7})
  void aCoreIsFoundAtItsPlaceAndAngleAndGrownBack(double angle) {
    Cut core = new Cut(150, 100, 120, 12, angle);
    List<Cut> lines = map(core).lines();

    assertThat(lines).hasSize(1);
    double growth = 120.0 * 12 * 1.6 / (2 * (120 + 12));
    Cut line = lines.getFirst();
    assertThat(line.x()).isEqualTo(150, within(1.0));
    assertThat(line.y()).isEqualTo(100, within(1.0));
    assertThat(line.width()).isEqualTo(120 + 2 * growth, within(4.0));
    assertThat(line.height()).isEqualTo(12 + 2 * growth, within(4.0));
    assertThat(line.angle()).isEqualTo(angle, within(0.02));
  }

  @Test
  void specksAndFaintPatchesAreNoLines() {
    float[] p = new float[300 * 200];
    p[40 * 300 + 40] = 1;
    for (int y = 100; y < 120; y++) {
      for (int x = 100; x < 200; x++) {
        p[y * 300 + x] = 0.4f;
      }
    }

    assertThat(new ProbabilityMap(300, 200, p).lines()).isEmpty();
  }

  @Test
  void whateverTheMapEachRectangleHasASize() {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 50; i++) {
      float[] p = new float[64 * 64];
      for (int k = 0; k < p.length; k++) {
        p[k] = (float) random.nextDouble() * (random.nextInt(3) == 0 ? 1 : 0.35f);
      }
      assertThat(new ProbabilityMap(64, 64, p).lines())
          .allSatisfy(line -> assertThat(Math.min(line.width(), line.height())).isPositive());
    }
  }

  private static ProbabilityMap map(Cut core) {
    float[] p = new float[300 * 200];
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 300; x++) {
        double dx = x + 0.5 - core.x();
        double dy = y + 0.5 - core.y();
        double along = dx * Math.cos(core.angle()) + dy * Math.sin(core.angle());
        double across = dy * Math.cos(core.angle()) - dx * Math.sin(core.angle());
        boolean inside =
            Math.abs(along) <= core.width() / 2 && Math.abs(across) <= core.height() / 2;
        p[y * 300 + x] = inside ? 0.9f : 0.02f;
      }
    }
    return new ProbabilityMap(300, 200, p);
  }
}
