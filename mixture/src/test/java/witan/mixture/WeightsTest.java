package witan.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class WeightsTest {

  private static final Offset<Double> CLOSE = Offset.offset(1e-12);

  @Test
  void withAlphaZeroTheyAreTheSoftmaxOfTheEvidence() {
    double[] weights = Weights.of(new double[] {0.9, 0.1}, new double[] {0.5, 0.6}, 0, 0.05, 0.3);
    assertThat(weights[1] / weights[0]).isCloseTo(Math.exp(2), Offset.offset(1e-9));
    assertThat(weights[0] + weights[1]).isCloseTo(1, CLOSE);
  }

  @Test
  void weightsSumToOneAndDoNotDependOnTheOrderOfTheExperts() {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 500; run++) {
      int experts = 1 + random.nextInt(8);
      double[] priors = random.doubles(experts, 0.001, 1).toArray();
      double[] evidence =
          random.doubles(experts, -1, 1).map(e -> e < -0.6 ? Double.NaN : e).toArray();
      double alpha = random.nextDouble();
      double tau = random.nextDouble(0.01, 1);
      double threshold = random.nextDouble(-0.5, 0.5);
      double[] weights = Weights.of(priors, evidence, alpha, tau, threshold);
      double[] backwards = Weights.of(reversed(priors), reversed(evidence), alpha, tau, threshold);
      assertThat(Arrays.stream(weights).sum()).isCloseTo(1, CLOSE);
      assertThat(reversed(backwards)).isEqualTo(weights);
      assertThat(Arrays.stream(Weights.cut(weights, 3, 0.5)).sum()).isCloseTo(1, CLOSE);
      assertThat(Arrays.stream(Weights.cut(weights, 3, 0.5)).filter(w -> w > 0).count())
          .isBetween(1L, 3L);
    }
  }

  private static double[] reversed(double[] numbers) {
    double[] reversed = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      reversed[i] = numbers[numbers.length - 1 - i];
    }
    return reversed;
  }

  @Test
  void withEqualEvidenceAlphaOneKeepsThePriors() {
    double[] weights = Weights.of(new double[] {3, 1}, new double[] {0.5, 0.5}, 1, 0.05, 0.3);
    assertThat(weights[0]).isCloseTo(0.75, CLOSE);
  }

  @Test
  void evidenceThatIsMissingOrBelowTheThresholdCountsAsTheThreshold() {
    double[] weights =
        Weights.of(new double[] {1, 1, 1}, new double[] {Double.NaN, 0.1, 0.4}, 1, 0.05, 0.4);
    assertThat(weights[0]).isEqualTo(weights[1]).isEqualTo(weights[2]);
  }

  @Test
  void anExpertWithoutPriorHasNoWeightUnlessPriorsDoNotCount() {
    double[] priors = {1, 0};
    double[] evidence = {0.3, 0.9};
    assertThat(Weights.of(priors, evidence, 0.5, 0.05, 0.3)).containsExactly(1, 0);
    assertThat(Weights.of(priors, evidence, 0, 0.05, 0.3)[1]).isGreaterThan(0.99);
  }

  @Test
  void sharpTemperaturesDoNotOverflow() {
    double[] weights = Weights.of(new double[] {1, 1}, new double[] {0.2, 1}, 1, 1e-6, 0);
    assertThat(weights).containsExactly(0, 1);
  }

  @Test
  void theCutKeepsTheLargestAndRenormalises() {
    double[] weights = {0.1, 0.4, 0.3, 0.2};
    assertThat(Weights.cut(weights, 3, 0.6))
        .containsExactly(new double[] {0, 4 / 7d, 3 / 7d, 0}, CLOSE);
    assertThat(Weights.cut(weights, 1, 0)).containsExactly(0, 1, 0, 0);
    assertThat(Weights.cut(new double[] {1, 1, 1}, 2, 1)).containsExactly(0.5, 0.5, 0);
  }

  @Test
  void whatHasNoWeightsIsRefused() {
    double[] one = {1};
    assertThatThrownBy(() -> Weights.of(new double[] {0}, one, 1, 0.05, 0))
        .hasMessageContaining("no expert has a prior");
    assertThatThrownBy(() -> Weights.of(new double[] {-1}, one, 1, 0.05, 0))
        .hasMessageContaining("not negative");
    assertThatThrownBy(() -> Weights.of(one, one, 1, 0, 0)).hasMessageContaining("tau above 0");
    assertThatThrownBy(() -> Weights.of(new double[0], new double[0], 1, 1, 0))
        .hasMessageContaining("a prior and an evidence");
    assertThatThrownBy(() -> Weights.of(one, new double[] {Double.POSITIVE_INFINITY}, 1, 0.05, 0))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> Weights.normalised(new double[] {0, 0}))
        .hasMessageContaining("above zero");
  }
}
