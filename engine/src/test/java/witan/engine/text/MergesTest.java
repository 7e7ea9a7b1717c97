package witan.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import witan.engine.ModelException;
import witan.engine.text.Merges.Merge;

class MergesTest {

  @Test
  void everyWordMergesAsTheDefinitionSays() {
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 300; round++) {
      List<String> tokens = new ArrayList<>(List.of("a", "b", "c"));
      List<String> merges = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        String left = tokens.get(random.nextInt(tokens.size()));
        String right = tokens.get(random.nextInt(tokens.size()));
        merges.add(left + " " + right);
        if (!tokens.contains(left + right)) {
          tokens.add(left + right);
        }
      }
      Map<String, Integer> numbers = new HashMap<>();
      tokens.forEach(token -> numbers.put(token, numbers.size()));
      Merges subject =
          Merges.listed(merges.stream().map(Merge::of).toList(), numbers, token -> true);
      int[] word = random.ints(random.nextInt(60), 0, 3).toArray();
      assertThat(subject.apply(word)).isEqualTo(byDefinition(word, tokens, merges));
    }
  }

  /** Merges the best pair, the leftmost of several, until there is none. */
  private static int[] byDefinition(int[] word, List<String> tokens, List<String> merges) {
    List<String> parts = new ArrayList<>();
    for (int token : word) {
      parts.add(tokens.get(token));
    }
    while (true) {
      int best = Integer.MAX_VALUE;
      int place = -1;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int rank = merges.indexOf(parts.get(i) + " " + parts.get(i + 1));
        if (rank >= 0 && rank < best) {
          best = rank;
          place = i;
        }
      }
      if (place < 0) {
        return parts.stream().mapToInt(tokens::indexOf).toArray();
      }
      parts.set(place, parts.get(place) + parts.remove(place + 1));
    }
  }

  @Test
  void aMergeOfATokenThatIsLackingIsRefused() {
    assertThatThrownBy(
            () -> Merges.listed(List.of(Merge.of("a b")), Map.of("a", 0, "b", 1), token -> true))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("\"ab\"");
    assertThatThrownBy(() -> Merge.of("ab"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no pair");
  }
}
