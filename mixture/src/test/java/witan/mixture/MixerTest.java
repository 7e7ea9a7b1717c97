package witan.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MixerTest {

  @Test
  void eachTokenGetsItsWeightedSum() {
    Distribution a = Distribution.of(new int[] {1, 2}, new float[] {3, 1});
    Distribution b = Distribution.of(new int[] {2, 3}, new float[] {1, 1});
    Distribution mixed = Mixer.mix(List.of(a, b), new double[] {2, 2});
    assertThat(mixed.tokens()).containsExactly(1, 2, 3);
    assertThat(mixed.probabilities()).containsExactly(0.375f, 0.375f, 0.25f);
  }

  @Test
  void theSumIsThatOfPlainArithmetic() {
    Random random = new Random(1);
    for (int run = 0; run < 300; run++) {
      List<Distribution> parts = parts(random, 1 + random.nextInt(8), 64, 200);
      double[] weights = parts.stream().mapToDouble(part -> random.nextDouble()).toArray();
      double sum = 0;
      Map<Integer, Double> plain = new HashMap<>();
      for (int i = 0; i < weights.length; i++) {
        sum += weights[i];
        for (int j = 0; j < parts.get(i).size(); j++) {
          double share = weights[i] * parts.get(i).probability(j);
          plain.merge(parts.get(i).token(j), share, Double::sum);
        }
      }
      Distribution mixed = Mixer.mix(parts, weights);
      assertThat(mixed.size()).isEqualTo(plain.size());
      for (int i = 0; i < mixed.size(); i++) {
        assertThat((double) mixed.probability(i))
            .isCloseTo(plain.getOrDefault(mixed.token(i), 0.0) / sum, Offset.offset(1e-6));
      }
    }
  }

  @Test
  void theOrderOfTheExpertsDoesNotChangeABit() {
    Random random = new Random(2);
    for (int run = 0; run < 300; run++) {
      List<Distribution> parts = parts(random, 2 + random.nextInt(7), 64, 150);
      List<Integer> order = new ArrayList<>();
      double[] weights = new double[parts.size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.exp(random.nextGaussian() * 4);
        order.add(i);
      }
      Collections.shuffle(order, random);
      List<Distribution> shuffled = order.stream().map(parts::get).toList();
      double[] shuffledWeights = order.stream().mapToDouble(i -> weights[i]).toArray();
      assertThat(Mixer.mix(shuffled, shuffledWeights)).isEqualTo(Mixer.mix(parts, weights));
    }
  }

  @Test
  void anExpertWithoutWeightDoesNotCount() {
    Distribution a = Distribution.certain(1);
    Distribution b = Distribution.certain(2);
    assertThat(Mixer.mix(List.of(a, b), new double[] {0, 0.3})).isEqualTo(b);
  }

  @Test
  void nothingToMixIsRefused() {
    List<Distribution> one = List.of(Distribution.certain(1));
    assertThatThrownBy(() -> Mixer.mix(one, new double[] {0})).hasMessageContaining("above zero");
    assertThatThrownBy(() -> Mixer.mix(List.of(), new double[0])).hasMessageContaining("no weight");
    assertThatThrownBy(() -> Mixer.mix(one, new double[] {Double.NaN}))
        .hasMessageContaining("not NaN");
    assertThatThrownBy(() -> Mixer.mix(one, new double[] {1, 1}))
        .hasMessageContaining("2 weights for 1");
  }

  static List<Distribution> parts(Random random, int count, int size, int vocabulary) {
    List<Distribution> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] logits = new float[vocabulary];
      for (int j = 0; j < vocabulary; j++) {
        logits[j] = (float) random.nextGaussian(0, 3);
      }
      parts.add(Distribution.ofLogits(logits, size));
    }
    return parts;
  }
}
