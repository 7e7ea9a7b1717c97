package witan.cli.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShuffleTest {

  @Test
  void theSameSeedGivesTheSameOrderOfTheSameThings() {
    List<Integer> one = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
    List<Integer> two = new ArrayList<>(one);
    Shuffle.inPlace(one, new SplittableRandom(3));
    Shuffle.inPlace(two, new SplittableRandom(3));

    assertThat(one).isEqualTo(two).isNotEqualTo(IntStream.range(0, 50).boxed().toList());
    assertThat(one).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
  }

  @Test
  void everyOrderComesAboutEquallyOften() {
    RandomGenerator random = new SplittableRandom(1);
    Map<List<Integer>, Integer> counts = new HashMap<>();
    for (int i = 0; i < 6000; i++) {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      Shuffle.inPlace(list, random);
      counts.merge(list, 1, Integer::sum);
    }

    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(850, 1150));
  }
}
