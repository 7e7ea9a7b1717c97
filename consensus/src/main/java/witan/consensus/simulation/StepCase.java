package witan.consensus.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import witan.consensus.EpochInput;
import witan.consensus.SparseRows;

/** A case whose steps each give an epoch's whole input. */
final class StepCase {

  /** Late enough for bonds to be older than anybody's registration at block 0. */
  private static final long BLOCK = 1_000;

  private StepCase() {}

  static Scenario read(Place found, Place file) {
    List<Scenario.Step> steps = new ArrayList<>();
    for (Place step : found.get("steps").items()) {
      steps.add(step(step, "epoch " + steps.size(), file));
    }
    return new Scenario(found.get("name").text(), "", steps);
  }

  private static Scenario.Step step(Place step, String number, Place file) {
    Place given = step.get("input");
    EpochInput input = input(given, CaseFile.emission(step, file));
    Uids all = new Uids(0, input.size());
    List<Expectation> expected = new ArrayList<>();
    for (String name : List.of("expected_published", "expected")) {
      step.find(name)
          .ifPresent(place -> expected.addAll(Expectations.read(place, field -> all, all)));
    }
    step.find("computed_by_port")
        .flatMap(place -> place.find("u16_and_rao"))
        .map(place -> Expectations.read(place, field -> all, all))
        .ifPresent(port -> port.stream().filter(StepCase::isTheEpochs).forEach(expected::add));
    return new Scenario.Step(
        step.find("label").map(Place::text).orElse(number),
        before -> input,
        Rules.read(given),
        expected);
  }

  /**
   * Whether the port wrote a number down at the end of the epoch. Its permits it wrote down later,
   * when the test had already replaced a neuron (test_outdated_weights).
   */
  private static boolean isTheEpochs(Expectation expectation) {
    return expectation.field() != Field.VALIDATOR_PERMIT;
  }

  private static EpochInput input(Place given, long emission) {
    Place stake = given.get("stake");
    int n = given.find("n").map(Neurons::count).orElseGet(() -> stake.items().size());
    Neurons neurons = new Neurons(n);
    long block = given.find("block").map(Neurons::whole).orElse(BLOCK);
    long[] now = new long[n];
    Arrays.fill(now, block);
    return new EpochInput(
        block,
        given.find("last_step").map(Neurons::whole).orElse(0L),
        given
            .find("owner_uid")
            .map(uid -> uid.whole(EpochInput.NO_OWNER, n - 1))
            .orElse(EpochInput.NO_OWNER),
        neurons.wholes(stake),
        given.find("last_update").map(neurons::wholes).orElse(now),
        given.find("registered").map(neurons::wholes).orElseGet(() -> new long[n]),
        given.find("permits").map(neurons::flags).orElseGet(() -> new boolean[n]),
        given.find("commits").map(neurons::wholesOrNone).orElseGet(() -> EpochInput.noCommits(n)),
        given.find("weights").map(neurons::rows).orElseGet(() -> SparseRows.empty(n)),
        given.find("bonds").map(neurons::rows).orElseGet(() -> SparseRows.empty(n)),
        emission);
  }
}
