package witan.cli.eval.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ApgrTest {

  @Test
  void itIsTheMeanOfWhatIsRecoveredOverAllSharesSent() {
    int[] gains = {1, 0, 0, 1};
    int[] once = {1, 1, 1, 1};
    // After 0, 1, 2, 3 and 4 questions 0, 1/2, 1, 1 and 1 of the gap are recovered.
    assertThat(Apgr.recovered(new int[] {0, 3, 1, 2}, gains, once)).isCloseTo(0.7, within(1e-12));
    assertThat(Apgr.recovered(new int[] {1, 2, 0, 3}, gains, once)).isCloseTo(0.3, within(1e-12));
    assertThat(Apgr.recovered(new int[] {0, 1, 2, 3}, gains, new int[] {2, 0, 0, 0}))
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void whatWasLearnedRoutesBetterThanTheHundredNearest() {
    RandomGenerator random = new SplittableRandom(3);
    Population population = new Population(24, random);
    double[] strong = random.doubles(24, 0.6, 0.95).toArray();
    double[] weak = random.doubles(24, 0.2, 0.9).toArray();
    List<Pairs.Pair> pairs = new ArrayList<>();
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      int topic = random.nextInt(24);
      vectors.add(population.question(topic));
      pairs.add(
          new Pairs.Pair(
              "question " + i,
              random.nextDouble() < strong[topic],
              random.nextDouble() < weak[topic]));
    }

    Apgr.Comparison compared = Apgr.compare(pairs, vectors, 1);

    assertThat(compared.questions()).isEqualTo(1_500);
    assertThat(compared.gate().value()).isGreaterThan(compared.knn().value());
    assertThat(compared.gain().low()).as("beyond chance").isGreaterThan(0);
    assertThat(compared.gate().value()).isBetween(compared.gate().low(), compared.gate().high());
    assertThat(compared.knn().low()).isGreaterThan(0.5);
  }
}
