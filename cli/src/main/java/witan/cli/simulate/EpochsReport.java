package witan.cli.simulate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import witan.consensus.EpochOutcome;
import witan.consensus.SparseRows;
import witan.consensus.simulation.Scenario;

/**
 * All that came out, in the names of case files.
 *
 * @param compared how many numbers the file expected
 */
record EpochsReport(List<Case> cases, int compared, List<Different> differences) {

  /** A case under one set of rules. */
  record Case(String name, String variant, List<Epoch> epochs) {}

  /** One epoch, by uid; bonds as pairs of uid and value. */
  record Epoch(
      int epoch,
      String label,
      String mode,
      @JsonProperty("stake_weight") int[] stakeWeight,
      boolean[] active,
      int[] consensus,
      int[] incentive,
      int[] dividends,
      @JsonProperty("validator_trust") int[] validatorTrust,
      @JsonProperty("server_emission") long[] serverEmission,
      @JsonProperty("validator_emission") long[] validatorEmission,
      long[] emission,
      @JsonProperty("validator_permit") boolean[] validatorPermit,
      int[][][] bonds) {}

  /**
   * A number that is not what the file expects.
   *
   * @param uid −1 where the field is of all together
   * @param of the uid that a bond is of, else −1
   */
  record Different(
      @JsonProperty("case") String name,
      String variant,
      int epoch,
      String label,
      String field,
      int uid,
      int of,
      long expected,
      long got) {}

  static EpochsReport of(List<Run> runs) {
    List<Case> cases = new ArrayList<>();
    List<Different> differences = new ArrayList<>();
    for (Run run : runs) {
      Scenario scenario = run.scenario();
      List<Epoch> epochs = new ArrayList<>();
      for (Scenario.Result result : run.results()) {
        int number = epochs.size();
        String label = result.step().label();
        epochs.add(epoch(number, result));
        for (Scenario.Difference d : result.differences()) {
          differences.add(
              new Different(
                  scenario.name(),
                  scenario.variant(),
                  number,
                  label,
                  d.field().toString(),
                  d.uid(),
                  d.of(),
                  d.expected(),
                  d.got()));
        }
      }
      cases.add(new Case(scenario.name(), scenario.variant(), epochs));
    }
    return new EpochsReport(cases, runs.stream().mapToInt(Run::expected).sum(), differences);
  }

  private static Epoch epoch(int number, Scenario.Result result) {
    EpochOutcome outcome = result.outcome();
    SparseRows bonds = outcome.bonds();
    return new Epoch(
        number,
        result.step().label(),
        result.step().parameters().mode().toString(),
        outcome.stakeWeight(),
        outcome.active(),
        outcome.consensus(),
        outcome.incentive(),
        outcome.dividends(),
        outcome.validatorTrust(),
        outcome.serverEmission(),
        outcome.validatorEmission(),
        outcome.emission(),
        outcome.permits(),
        IntStream.range(0, bonds.rows()).mapToObj(bonds::row).toArray(int[][][]::new));
  }
}
