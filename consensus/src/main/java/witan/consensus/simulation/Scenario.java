package witan.consensus.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import witan.consensus.Epoch;
import witan.consensus.EpochInput;
import witan.consensus.EpochOutcome;
import witan.consensus.EpochParameters;
import witan.consensus.Mode;

/**
 * A case under one set of rules: epochs in their order.
 *
 * @param name of the case
 * @param variant which rules of those that the file has for the case, empty if it has but one
 */
public record Scenario(String name, String variant, List<Step> steps) {

  /**
   * One epoch.
   *
   * @param label what the file calls it
   * @param given what it is computed from
   * @param expected what the file says must come out; empty if it says nothing
   */
  public record Step(
      String label, Given given, EpochParameters parameters, List<Expectation> expected) {

    public Step {
      expected = List.copyOf(expected);
    }
  }

  /** Where an epoch's input comes from. */
  @FunctionalInterface
  public interface Given {

    /**
     * @param before the epoch before, null for the first
     */
    EpochInput after(@Nullable EpochOutcome before);
  }

  /**
   * What an epoch gave.
   *
   * @param differences from what the file expects
   */
  public record Result(Step step, EpochOutcome outcome, List<Difference> differences) {}

  /**
   * Something that came out otherwise than expected.
   *
   * @param of the uid that a bond is of; −1 where the field has only one uid
   */
  public record Difference(Field field, int uid, int of, long expected, long got) {

    /** The place, like {@code bonds of uid 3 in uid 7}. */
    public String place() {
      if (uid < 0) {
        return field.toString();
      }
      return field + " of uid " + uid + (of < 0 ? "" : " in uid " + of);
    }
  }

  public Scenario {
    steps = List.copyOf(steps);
  }

  /** Case and rules in one line. */
  public String title() {
    return variant.isEmpty() ? name : name + ", " + variant;
  }

  /** In which modes the epochs are. */
  public Set<Mode> modes() {
    return steps.stream().map(step -> step.parameters().mode()).collect(Collectors.toSet());
  }

  /** Runs all epochs. */
  public List<Result> run() {
    List<Result> results = new ArrayList<>();
    EpochOutcome before = null;
    for (Step step : steps) {
      before = Epoch.run(step.given().after(before), step.parameters());
      results.add(new Result(step, before, differences(step, before)));
    }
    return results;
  }

  private static List<Difference> differences(Step step, EpochOutcome outcome) {
    List<Difference> differences = new ArrayList<>();
    for (Expectation expectation : step.expected()) {
      long got = expectation.field().of(outcome, expectation.uid(), expectation.of());
      if (Math.abs(got - expectation.value()) > expectation.tolerance()) {
        differences.add(
            new Difference(
                expectation.field(),
                expectation.uid(),
                expectation.of(),
                expectation.value(),
                got));
      }
    }
    return differences;
  }
}
