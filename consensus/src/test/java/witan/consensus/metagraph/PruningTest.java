package witan.consensus.metagraph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PruningTest {

  /** At block 100, immune for 10 blocks; {@code !} marks the owner's. */
  @ParameterizedTest
  @CsvSource({
    // emission, registered, spared at least, who goes
    "5 3 4,     0 0 0,      0, 1",
    "3 3 4,     2 1 0,      0, 1",
    "3 3 4,     1 1 0,      0, 0",
    "1! 3 4,    0 0 0,      0, 1",
    "5 3 4,     0 95 0,     0, 2",
    "5 3 4,     0 90 0,     0, 1",
    "5 3 4,     99 99 98,   0, 1",
    "5 3 4,     0 95 0,     2, 1",
    "5 3 4,     0 0 0,      3, -1",
    "5! 3! 4!,  0 0 0,      0, -1"
  })
  void theLeastPaidGoesThenTheOldestThenTheLowest(
      String emission, String registered, int minNonImmune, int next) {
    String[] neurons = emission.split(" ");
    boolean[] untouchable = new boolean[neurons.length];
    for (int uid = 0; uid < neurons.length; uid++) {
      untouchable[uid] = neurons[uid].endsWith("!");
    }
    assertThat(
            new Pruning(10, minNonImmune)
                .next(100, numbers(emission.replace("!", "")), numbers(registered), untouchable)
                .orElse(-1))
        .isEqualTo(next);
  }

  private static long[] numbers(String words) {
    return Arrays.stream(words.split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
