package witan.cli.simulate;

import java.util.List;
import witan.consensus.simulation.Scenario;

/** A scenario and what came out. */
record Run(Scenario scenario, List<Scenario.Result> results) {

  static Run of(Scenario scenario) {
    return new Run(scenario, scenario.run());
  }

  boolean agrees() {
    return results.stream().allMatch(result -> result.differences().isEmpty());
  }

  /** How many numbers the file says must come out. */
  int expected() {
    return results.stream().mapToInt(result -> result.step().expected().size()).sum();
  }

  /** The most neurons that an epoch has. */
  int neurons() {
    return results.stream().mapToInt(result -> result.outcome().size()).max().orElse(0);
  }
}
