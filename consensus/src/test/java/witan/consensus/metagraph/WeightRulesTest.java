package witan.consensus.metagraph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.consensus.Weights;
import witan.consensus.metagraph.WeightRules.Refusal;
import witan.consensus.metagraph.WeightRules.Result;

class WeightRulesTest {

  private static final WeightRules RULES = new WeightRules(4, 2, 32_767);

  /** Each row breaks the later rules as well. */
  @ParameterizedTest
  @CsvSource({
    "false, 9 9 9 9 9, -1,                 LENGTHS_DIFFER",
    "false, 9 9 9 9 9, -1 1 1 1 1,         TOO_MANY_UIDS",
    "false, 9 9,       65536 1,            WEIGHT_OUT_OF_RANGE",
    "false, 9 9,       1 1,                NO_PERMIT",
    "true,  9 9,       1 1,                DUPLICATE_UIDS",
    "true,  9,         1,                  UNKNOWN_UID",
    "true,  -1,        1,                  UNKNOWN_UID",
    "true,  2,         1,                  TOO_FEW_WEIGHTS",
    "true,  1 2,       3 2,                MAX_WEIGHT_EXCEEDED",
    "true,  1 2 3,     65535 65535 0,      MAX_WEIGHT_EXCEEDED"
  })
  void theFirstRuleThatIsBrokenIsNamed(
      boolean permit, String uids, String weights, Refusal reason) {
    assertThat(RULES.set(0, permit, numbers(uids), numbers(weights)))
        .isEqualTo(new Result.Refused(reason));
  }

  @Test
  void whoWeighsOnlyItselfNeedsNoPermitAndNoCompany() {
    assertThat(RULES.set(3, false, new int[] {3}, new int[] {5}))
        .usingRecursiveComparison()
        .isEqualTo(new Result.Taken(new int[] {3}, new int[] {65_535}));
  }

  @Test
  void weightsAreTakenUpscaledAndByRisingUids() {
    assertThat(RULES.set(0, true, new int[] {3, 1, 2}, new int[] {100, 100, 99}))
        .usingRecursiveComparison()
        .isEqualTo(new Result.Taken(new int[] {1, 2, 3}, new int[] {65_535, 64_880, 65_535}));
    assertThat(new WeightRules(4, 1, 65_535).set(0, true, new int[] {2}, new int[] {1}))
        .isInstanceOf(Result.Taken.class);
  }

  @Test
  void upscalingIsRoundingToTheNearest() {
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int[] weights = random.ints(5, 0, random.nextInt(1, 65_536)).toArray();
      int[] upscaled = Weights.upscaled(weights);
      int largest = Arrays.stream(weights).max().orElseThrow();
      for (int k = 0; k < weights.length && largest > 0; k++) {
        // Above half of the range the chain multiplies by a quotient that was cut off.
        double exact = weights[k] * 65_535.0 / largest;
        assertThat(upscaled[k])
            .as("seed %d", seed)
            .isBetween((int) Math.floor(exact + 0.499), (int) Math.floor(exact + 0.5));
      }
    }
  }

  private static int[] numbers(String words) {
    return Arrays.stream(words.split(" ")).mapToInt(Integer::parseInt).toArray();
  }
}
