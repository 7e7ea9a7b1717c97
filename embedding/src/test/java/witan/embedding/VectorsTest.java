package witan.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class VectorsTest {

  @Test
  void theCosineKnowsNoLengths() {
    assertThat(Vectors.cosine(new float[] {3, 0}, new float[] {1, 1}))
        .isCloseTo(Math.sqrt(0.5), within(1e-12));
    assertThat(Vectors.cosine(new float[] {0, 2}, new float[] {0, -5})).isEqualTo(-1);
  }

  @Test
  void nothingIsNearAVectorWithoutLength() {
    assertThat(Vectors.cosine(new float[2], new float[] {1, 0})).isZero();
    assertThat(Vectors.unit(new float[2])).containsExactly(0, 0);
  }

  @Test
  void vectorsOfTwoLengthsAreRefused() {
    assertThatThrownBy(() -> Vectors.dot(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3");
  }
}
