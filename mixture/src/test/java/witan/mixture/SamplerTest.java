package witan.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SamplerTest {

  private static final int[] NOTHING = {};
  private static final Distribution FOUR =
      Distribution.of(new int[] {10, 20, 30, 40}, new float[] {40, 30, 20, 10});

  private static Sampling sampling(
      double temperature, double topP, double minP, int topK, double frequency, double presence) {
    return new Sampling(temperature, topP, minP, topK, frequency, presence, Map.of(), 1, 0);
  }

  @Test
  void drawsOverManySeedsFollowTheDistribution() {
    for (double temperature : new double[] {0.5, 1, 1.7}) {
      Distribution expected = new Sampler(Sampling.at(temperature, 0)).drawnFrom(FOUR, NOTHING);
      int draws = 40_000;
      Map<Integer, Integer> bySeed = new HashMap<>();
      Map<Integer, Integer> byPosition = new HashMap<>();
      Map<Integer, Integer> byChoice = new HashMap<>();
      Sampling base = Sampling.at(temperature, 99);
      for (int i = 0; i < draws; i++) {
        Sampler seeded = new Sampler(Sampling.at(temperature, i));
        bySeed.merge(seeded.draw(FOUR, 0, NOTHING), 1, Integer::sum);
        byPosition.merge(new Sampler(base).draw(FOUR, i, NOTHING), 1, Integer::sum);
        byChoice.merge(new Sampler(base.ofChoice(i)).draw(FOUR, 3, NOTHING), 1, Integer::sum);
      }
      // 16.27 is the 99.9 % quantile of chi-square with three degrees of freedom.
      assertThat(chiSquare(expected, bySeed, draws)).isLessThan(16.27);
      assertThat(chiSquare(expected, byPosition, draws)).isLessThan(16.27);
      assertThat(chiSquare(expected, byChoice, draws)).isLessThan(16.27);
    }
  }

  @Test
  void drawsFromAMixtureFollowTheWeightedSumOfItsParts() {
    Distribution a = Distribution.of(new int[] {1, 2, 3}, new float[] {5, 3, 2});
    Distribution b = Distribution.of(new int[] {2, 3, 4, 5}, new float[] {4, 3, 2, 1});
    Distribution mixed = Mixer.mix(List.of(a, b), new double[] {0.7, 0.3});
    int draws = 40_000;
    Map<Integer, Integer> counts = new HashMap<>();
    Sampler sampler = new Sampler(Sampling.at(1, 2_026));
    for (int position = 0; position < draws; position++) {
      counts.merge(sampler.draw(mixed, position, NOTHING), 1, Integer::sum);
    }
    // By hand, not by the mixer: 0.7·a + 0.3·b.
    Distribution expected =
        Distribution.of(new int[] {1, 2, 3, 4, 5}, new float[] {35, 33, 23, 6, 3});
    // 18.47 is the 99.9 % quantile of chi-square with four degrees of freedom.
    assertThat(chiSquare(expected, counts, draws)).isLessThan(18.47);
  }

  @Test
  void filtersPenaltiesAndBiasApplyTogetherToWhatIsDrawn() {
    Sampling base = new Sampling(0.8, 0.9, 0.05, 3, 0.4, 0.2, Map.of(40, 1.5f), 11, 0);
    int[] generated = {10, 10, 20};
    Sampler sampler = new Sampler(base);
    Distribution expected = sampler.drawnFrom(FOUR, generated);
    assertThat(expected.tokens()).containsExactly(40, 30, 20);
    int draws = 40_000;
    Map<Integer, Integer> counts = new HashMap<>();
    for (int position = 0; position < draws; position++) {
      counts.merge(sampler.draw(FOUR, position, generated), 1, Integer::sum);
    }
    assertThat(counts.keySet()).containsExactlyInAnyOrder(20, 30, 40);
    // 13.82 is the 99.9 % quantile of chi-square with two degrees of freedom.
    assertThat(chiSquare(expected, counts, draws)).isLessThan(13.82);
  }

  private static double chiSquare(Distribution expected, Map<Integer, Integer> counts, int draws) {
    double chiSquare = 0;
    for (int i = 0; i < expected.size(); i++) {
      double mean = expected.probability(i) * (double) draws;
      double off = counts.getOrDefault(expected.token(i), 0) - mean;
      chiSquare += off * off / mean;
    }
    return chiSquare;
  }

  @Test
  void drawsAtNeighbouringPositionsAreIndependent() {
    Distribution coin = Distribution.of(new int[] {0, 1}, new float[] {1, 1});
    Sampler sampler = new Sampler(Sampling.at(1, 5));
    int[] pairs = new int[4];
    for (int i = 0; i < 40_000; i += 2) {
      pairs[2 * sampler.draw(coin, i, NOTHING) + sampler.draw(coin, i + 1, NOTHING)]++;
    }
    for (int pair : pairs) {
      assertThat(pair).isCloseTo(5_000, Offset.offset(250));
    }
  }

  /** Written down once: another value means that old answers no longer repeat under their seeds. */
  @Test
  void theNoiseIsTheSameOnEveryMachine() {
    assertThat(Gumbel.noise(42, 0, 0, 0)).isEqualTo(1.4392757226219037);
    assertThat(Gumbel.noise(-1, 7, 511, 49_151)).isEqualTo(-0.562679797809974);
  }

  @Test
  void noiseHasTheMeanOfAGumbelVariable() {
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      double noise = Gumbel.noise(i % 10, i % 7, i / 100, i);
      assertThat(noise).isBetween(-3.7, 36.8);
      sum += noise;
    }
    assertThat(sum / 100_000).isCloseTo(0.5772, Offset.offset(0.02));
  }

  @Test
  void atTemperatureZeroTheMostLikelyTokenIsDrawnAndOfEqualsTheLower() {
    Sampler greedy = new Sampler(Sampling.greedy());
    assertThat(greedy.draw(FOUR, 0, NOTHING)).isEqualTo(10);
    Distribution tie = Distribution.of(new int[] {8, 5, 9}, new float[] {1, 1, 0.5f});
    assertThat(greedy.draw(tie, 0, NOTHING)).isEqualTo(5);
    Sampler biased =
        new Sampler(new Sampling(0, 1, 0, 0, 0, 0, Map.of(9, (float) Math.log(2)), 0, 0));
    assertThat(biased.draw(tie, 0, NOTHING)).isIn(5, 9);
    Sampler penal = new Sampler(sampling(0, 1, 0, 0, 0, 1));
    assertThat(penal.draw(tie, 0, new int[] {5, 8})).isEqualTo(9);
    assertThat(penal.draw(tie, 0, new int[] {5, 8, 9})).isEqualTo(5);
  }

  @Test
  void aTokenWithoutProbabilityIsNeverDrawn() {
    Distribution half = Distribution.of(new int[] {1, 2, 3}, new float[] {1, 1, 0});
    for (int seed = 0; seed < 5_000; seed++) {
      Sampling hot = new Sampling(2, 1, 0, 0, 0, 0, Map.of(3, 100f), seed, 0);
      assertThat(new Sampler(hot).draw(half, 0, NOTHING)).isNotEqualTo(3);
    }
  }

  @Test
  void filtersKeepWhatTheySay() {
    assertThat(kept(sampling(1, 1, 0, 2, 0, 0))).containsExactly(10, 20);
    assertThat(kept(sampling(1, 0.69, 0, 0, 0, 0))).containsExactly(10, 20);
    assertThat(kept(sampling(1, 0.71, 0, 0, 0, 0))).containsExactly(10, 20, 30);
    assertThat(kept(sampling(1, 1e-6, 0, 0, 0, 0))).containsExactly(10);
    assertThat(kept(sampling(1, 1, 0.49, 0, 0, 0))).containsExactly(10, 20, 30);
    assertThat(kept(sampling(1, 1, 1, 0, 0, 0))).containsExactly(10);
    assertThat(kept(sampling(1, 1, 0, 0, 0, 0))).containsExactly(10, 20, 30, 40);
  }

  private static int[] kept(Sampling sampling) {
    Distribution kept = new Sampler(sampling).drawnFrom(FOUR, NOTHING);
    for (int seed = 0; seed < 300; seed++) {
      Sampling seeded =
          new Sampling(
              sampling.temperature(),
              sampling.topP(),
              sampling.minP(),
              sampling.topK(),
              0,
              0,
              Map.of(),
              seed,
              0);
      assertThat(kept.tokens()).contains(new Sampler(seeded).draw(FOUR, 0, NOTHING));
    }
    return kept.tokens();
  }

  @Test
  void penaltiesCountWhatWasGenerated() {
    Sampler sampler = new Sampler(sampling(1, 1, 0, 0, 0.5, 1));
    Distribution after = sampler.drawnFrom(FOUR, new int[] {10, 99, 10, 30});
    assertThat(after.probabilityOf(10) / after.probabilityOf(20))
        .isCloseTo((float) (4 / 3d * Math.exp(-2)), Offset.offset(1e-5f));
    assertThat(after.probabilityOf(30) / after.probabilityOf(20))
        .isCloseTo((float) (2 / 3d * Math.exp(-1.5)), Offset.offset(1e-5f));
    assertThat(after.probabilityOf(40) / after.probabilityOf(20))
        .isCloseTo(1 / 3f, Offset.offset(1e-5f));
  }

  private static Sampling repetition(double penalty) {
    return new Sampling(1, 1, 0, 0, 0, 0, penalty, Map.of(), 1, 0);
  }

  @Test
  void aRepetitionPenaltyDividesWhatIsLikelierThanOneInManyAndMultipliesTheRest() {
    Distribution mixed =
        Distribution.of(new int[] {1, 2, 3, 4}, new float[] {0.5f, 0.5f, 1e-7f, 1e-7f});
    Sampler sampler = new Sampler(repetition(1.25));
    Distribution after = sampler.drawnFrom(mixed, new int[] {1, 3, 1});
    // Logits by hand: log p with one in 65,536 as zero.
    double likely = Math.log(0.5 * 65_536);
    double unlikely = Math.log(1e-7 * 65_536);
    assertThat(likely).isPositive();
    assertThat(unlikely).isNegative();
    assertThat(after.probabilityOf(1) / after.probabilityOf(2))
        .isCloseTo((float) Math.exp(likely / 1.25 - likely), Offset.offset(1e-5f));
    assertThat(after.probabilityOf(3) / after.probabilityOf(4))
        .isCloseTo((float) Math.exp(unlikely * 1.25 - unlikely), Offset.offset(1e-5f));
  }

  @Test
  void aRepetitionPenaltyBreaksALoopThatIsAlmostCertain() {
    Distribution loop = Distribution.of(new int[] {7, 8}, new float[] {0.97f, 0.03f});
    Sampling greedy = new Sampling(0, 1, 0, 0, 0, 0, 1.5, Map.of(), 0, 0);
    assertThat(new Sampler(greedy).draw(loop, 1, new int[] {7})).isEqualTo(8);
    assertThat(new Sampler(greedy).draw(loop, 0, NOTHING)).isEqualTo(7);
    // Both were there: the order is again that of the model.
    assertThat(new Sampler(greedy).draw(loop, 2, new int[] {7, 8})).isEqualTo(7);
  }

  @Test
  void aRepetitionPenaltyOfOneDoesNothingAndOneBelowRewards() {
    assertThat(new Sampler(repetition(1)).drawnFrom(FOUR, new int[] {10, 40}))
        .isEqualTo(new Sampler(Sampling.at(1, 1)).drawnFrom(FOUR, NOTHING));
    assertThat(new Sampler(repetition(0.5)).drawnFrom(FOUR, new int[] {40}).best()).isEqualTo(40);
    assertThatThrownBy(() -> repetition(0)).hasMessageContaining("repetitionPenalty");
  }

  @Test
  void aBiasOfAHundredForcesOrForbids() {
    Sampling sampling = new Sampling(1, 1, 0, 0, 0, 0, Map.of(40, 100f, 10, -100f, 77, 100f), 3, 0);
    for (int position = 0; position < 200; position++) {
      assertThat(new Sampler(sampling).draw(FOUR, position, NOTHING)).isEqualTo(40);
    }
  }

  @Test
  void samplingHoldsWhatTheWireCarries() {
    Sampling sampling = Sampling.at(0.7, 1);
    assertThat(sampling.temperature()).isEqualTo(0.7f);
    assertThat(Sampling.at((float) sampling.temperature(), 1)).isEqualTo(sampling);
    assertThatThrownBy(() -> Sampling.at(-1, 0)).hasMessageContaining("temperature");
    assertThatThrownBy(() -> sampling(1, 0, 0, 0, 0, 0)).hasMessageContaining("topP");
    assertThatThrownBy(() -> sampling(1, 1, Double.NaN, 0, 0, 0)).hasMessageContaining("minP");
  }
}
