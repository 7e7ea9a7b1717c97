package witan.cli.weights;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import witan.cli.Failure;

/**
 * What a validator thinks of a neuron, relative to what it thinks of the others.
 *
 * @param value not negative
 */
record Weight(int uid, BigDecimal value) {

  private static final int LARGEST = 65_535;

  /** Reads {@code UID=WEIGHT}. */
  static final class Converter implements ITypeConverter<Weight> {
    @Override
    public Weight convert(String text) {
      String[] sides = text.split("=", -1);
      if (!text.matches("[0-9]{1,5}=[0-9]{1,18}(\\.[0-9]{1,18})?")
          || Integer.parseInt(sides[0]) > LARGEST) {
        throw new TypeConversionException(
            "a weight is a uid and a number of at least 0, like 3=0.25: " + text);
      }
      return new Weight(Integer.parseInt(sides[0]), new BigDecimal(sides[1]));
    }
  }

  /** By uid, if each is named once and one of them weighs something. */
  static List<Weight> checked(List<Weight> weights) {
    Set<Integer> uids = new HashSet<>();
    for (Weight weight : weights) {
      if (!uids.add(weight.uid)) {
        throw new Failure("Uid " + weight.uid + " is named twice; give it one weight.");
      }
    }
    if (weights.stream().allMatch(weight -> weight.value.signum() == 0)) {
      throw new Failure("All weights are 0; give one of the uids more.");
    }
    return weights.stream().sorted(Comparator.comparingInt(Weight::uid)).toList();
  }

  /** As the ledger has them: 16 bits each, the largest being 65,535. */
  static int[] upscaled(List<Weight> weights) {
    BigDecimal most =
        weights.stream().map(Weight::value).max(Comparator.naturalOrder()).orElseThrow();
    return weights.stream()
        .map(Weight::value)
        .mapToInt(value ->
            value
                .multiply(BigDecimal.valueOf(LARGEST))
                .divide(most, 0, RoundingMode.HALF_UP)
                .intValueExact())
        .toArray();
  }
}
