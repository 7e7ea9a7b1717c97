package witan.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CentroidsTest {

  @Test
  void threeBundlesOfVectorsGetOneCentroidEach() {
    RandomGenerator random = new SplittableRandom(7);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      float[] vector = noise(random, 0.1f);
      vector[i < 30 ? 0 : i < 50 ? 3 : 6] += 1;
      vectors.add(vector);
    }

    List<float[]> centroids = Centroids.of(vectors, 3, 1);

    assertThat(centroids).hasSize(3);
    assertThat(centroids.get(0)[0]).as("the largest first").isGreaterThan(0.95f);
    assertThat(centroids.get(1)[3]).isGreaterThan(0.95f);
    assertThat(centroids.get(2)[6]).as("the smallest last").isGreaterThan(0.95f);
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    RandomGenerator random = new SplittableRandom(3);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      vectors.add(noise(random, 1));
    }

    List<float[]> once = Centroids.of(vectors, 16, 42);
    List<float[]> again = Centroids.of(vectors, 16, 42);

    assertThat(once).hasSize(16);
    for (int i = 0; i < once.size(); i++) {
      assertThat(again.get(i)).containsExactly(once.get(i));
      assertThat(Vectors.dot(once.get(i), once.get(i))).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void fewDifferentVectorsGiveFewCentroids() {
    float[] a = {1, 0};
    float[] b = {0, 1};
    assertThat(Centroids.of(List.of(a, b, a.clone(), b.clone(), a.clone()), 16, 1)).hasSize(2);
    assertThat(Centroids.of(List.of(), 16, 1)).isEmpty();
  }

  @Test
  void noCentroidCanBeAskedFor() {
    assertThatThrownBy(() -> Centroids.of(List.of(new float[2]), 0, 1))
        .hasMessageContaining("at least one centroid");
  }

  private static float[] noise(RandomGenerator random, float scale) {
    float[] vector = new float[8];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = scale * (float) random.nextGaussian();
    }
    return vector;
  }
}
