package witan.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

  private static Distribution distribution(int[] tokens, float... probabilities) {
    return new Distribution(tokens, probabilities);
  }

  private static void refused(String sentence, int[] tokens, float... probabilities) {
    assertThatThrownBy(() -> new Distribution(tokens, probabilities))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void whatIsNoDistributionIsRefusedWithASentence() {
    refused("finite and not negative, but token 1 has NaN", new int[] {7, 1}, 1, Float.NaN);
    refused("finite and not negative, but token 1 has -0.1", new int[] {7, 1}, 1.1f, -0.1f);
    refused("has Infinity", new int[] {7}, Float.POSITIVE_INFINITY);
    refused("sum to one", new int[] {7, 8}, 0.6f, 0.3f);
    refused("sum to one", new int[] {7}, 0);
    refused("at least one token", new int[] {});
    refused("one probability a token", new int[] {7, 8}, 1);
    refused("out of order", new int[] {7, 8}, 0.4f, 0.6f);
    refused("out of order", new int[] {8, 7}, 0.5f, 0.5f);
    refused("token 7 twice", new int[] {7, 8, 7}, 0.5f, 0.3f, 0.2f);
    refused("not negative, but one is -7", new int[] {-7}, 1);
  }

  @Test
  void itsArraysCannotBeChangedFromOutside() {
    int[] tokens = {3, 4};
    Distribution distribution = distribution(tokens, 0.75f, 0.25f);
    tokens[0] = 9;
    distribution.tokens()[0] = 9;
    distribution.probabilities()[0] = 9;
    assertThat(distribution).isEqualTo(distribution(new int[] {3, 4}, 0.75f, 0.25f));
    assertThat(distribution).hasSameHashCodeAs(distribution(new int[] {3, 4}, 0.75f, 0.25f));
  }

  @Test
  void weightsAreSortedAndNormalised() {
    assertThat(Distribution.of(new int[] {9, 2, 5, 1}, new float[] {1, 2, 1, 0}))
        .isEqualTo(distribution(new int[] {2, 5, 9, 1}, 0.5f, 0.25f, 0.25f, 0));
    assertThatThrownBy(() -> Distribution.of(new int[] {1}, new float[] {0}))
        .hasMessageContaining("above zero");
  }

  @Test
  void theLargestLogitsAreFoundAsByAFullSort() {
    RandomGenerator random = new SplittableRandom(6);
    for (int run = 0; run < 200; run++) {
      float[] logits = new float[1 + random.nextInt(500)];
      for (int i = 0; i < logits.length; i++) {
        // Few values, so that ties are common.
        logits[i] = run % 2 == 0 ? random.nextInt(-9, 9) : (float) random.nextGaussian(0, 5);
      }
      int k = 1 + random.nextInt(80);
      int[] expected =
          IntStream.range(0, logits.length)
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -logits[i]).thenComparing(i -> i))
              .limit(k)
              .mapToInt(i -> i)
              .toArray();
      assertThat(Distribution.ofLogits(logits, k).tokens()).isEqualTo(expected);
    }
  }

  @Test
  void softmaxIsOverTheLargestLogitsOnly() {
    Distribution two = Distribution.ofLogits(new float[] {0, (float) Math.log(3), -1, 0}, 2);
    assertThat(two.tokens()).containsExactly(1, 0);
    assertThat(two.probabilities()).containsExactly(0.75f, 0.25f);
  }

  @Test
  void aForbiddenTokenIsNotNamed() {
    float no = Float.NEGATIVE_INFINITY;
    assertThat(Distribution.ofLogits(new float[] {no, 1, no}, 3).tokens()).containsExactly(1);
    assertThatThrownBy(() -> Distribution.ofLogits(new float[] {no, no}, 3))
        .hasMessageContaining("no token is allowed");
    assertThatThrownBy(() -> Distribution.ofLogits(new float[] {0, Float.NaN}, 1))
        .hasMessageContaining("token 1 has NaN");
  }

  @Test
  void aTokenToIncludeIsNamedWhateverItsRank() {
    float[] logits = {5, 4, 3, -20};
    assertThat(Distribution.ofLogits(logits, 2, new int[] {3, 0, 99, -1}).tokens())
        .containsExactly(0, 1, 3);
  }

  @Test
  void truncatedKeepsTheMostLikely() {
    Distribution whole = distribution(new int[] {1, 2, 3}, 0.5f, 0.25f, 0.25f);
    assertThat(whole.truncated(2).tokens()).containsExactly(1, 2);
    assertThat(whole.truncated(2).probability(0)).isEqualTo(2 / 3f);
    assertThat(whole.truncated(3)).isSameAs(whole);
    assertThat(Arrays.stream(new int[] {1, 9}).mapToObj(whole::probabilityOf))
        .containsExactly(0.5f, 0f);
  }
}
