package witan.inference.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

  private static final List<String> CLASSES = List.of("", "a", "b", " ");

  @Test
  void aCharacterLastsUntilAnotherOrABlankComes() {
    float[] p = path(1, 1, 2, 0, 2, 2);

    assertThat(LineReader.decode(p, 6, CLASSES).text()).isEqualTo("abb");
    assertThat(LineReader.decode(p, 6, CLASSES).confidence()).isEqualTo(0.9, within(1e-6));
  }

  @Test
  void aTimidSpaceIsWritten() {
    float[] p = path(1, 0, 2);
    p[4 + 3] = 0.05f;

    assertThat(LineReader.decode(p, 3, CLASSES).text()).isEqualTo("a b");
  }

  @Test
  void onlyBlanksAreNoTextAndNoConfidence() {
    assertThat(LineReader.decode(path(0, 0), 2, CLASSES)).isEqualTo(new LineReader.Text("", 0));
  }

  /** One step each, 0.9 for the class that is named. */
  private static float[] path(int... best) {
    float[] p = new float[best.length * CLASSES.size()];
    for (int step = 0; step < best.length; step++) {
      p[step * CLASSES.size() + best[step]] = 0.9f;
    }
    return p;
  }
}
