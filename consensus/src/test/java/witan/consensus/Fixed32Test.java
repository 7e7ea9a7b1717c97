package witan.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Fixed32Test {

  private static final long[] CORNERS = {
    0,
    1,
    -1,
    Fixed32.ONE,
    -Fixed32.ONE,
    Fixed32.ONE - 1,
    Fixed32.ONE + 1,
    Fixed32.ONE / 2,
    65_535,
    Fixed32.of(65_535),
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MAX_VALUE - 1,
    Long.MIN_VALUE + 1
  };

  @Test
  void arithmeticIsThatOfWholeNumbersCutOffAtTheEnds() {
    for (long a : CORNERS) {
      for (long b : CORNERS) {
        check(a, b);
      }
    }
    for (int seed = 0; seed < 200_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      check(random.nextLong() >> random.nextInt(64), random.nextLong() >> random.nextInt(64));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 65537", "32767, 2147450879", "65535, 4294967296"})
  void aPartOf65535IsCutOff(int parts, long proportion) {
    assertThat(Fixed32.proportion(parts)).isEqualTo(proportion);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "65538, 1",
    "65537, 0",
    "4294967296, 65535",
    "4294967295, 65534",
    "-1, 0",
    "9223372036854775807, 65535"
  })
  void partsAreRoundedDownAndKeptWithin16Bits(long value, int parts) {
    assertThat(Fixed32.parts(value)).isEqualTo(parts);
  }

  @Test
  void theExponentialIsTheSeriesTermByTerm() {
    for (int seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long x = random.nextLong(Fixed32.of(-21), Fixed32.of(21)) >> random.nextInt(20);
      assertThat(BigInteger.valueOf(Exponential.of(x)))
          .as("e^%d/2³²", x)
          .isEqualTo(ReferenceEpoch.exp(BigInteger.valueOf(x)));
    }
    for (long x : CORNERS) {
      assertThat(BigInteger.valueOf(Exponential.of(Math.max(x, Long.MIN_VALUE + 1))))
          .isEqualTo(ReferenceEpoch.exp(BigInteger.valueOf(x)));
    }
  }

  private static void check(long a, long b) {
    BigInteger x = BigInteger.valueOf(a);
    BigInteger y = BigInteger.valueOf(b);
    String both = a + " and " + b;
    assertThat(Fixed32.add(a, b)).as(both).isEqualTo(cut(x.add(y)));
    assertThat(Fixed32.sub(a, b)).as(both).isEqualTo(cut(x.subtract(y)));
    assertThat(Fixed32.mul(a, b)).as(both).isEqualTo(cut(x.multiply(y).shiftRight(32)));
    assertThat(Fixed32.div(a, b)).as(both).isEqualTo(b == 0 ? 0 : cut(x.shiftLeft(32).divide(y)));
  }

  private static long cut(BigInteger value) {
    return value
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValue();
  }
}
