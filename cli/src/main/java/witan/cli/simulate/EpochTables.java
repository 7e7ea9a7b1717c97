package witan.cli.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import witan.cli.Table;
import witan.consensus.EpochOutcome;
import witan.consensus.simulation.Scenario;

/** What came out as tables, one a scenario, and below them whether it is what the file expects. */
final class EpochTables {

  /** How many bonds of a validator are shown. */
  private static final int BONDS = 8;

  /** How many differences are shown. */
  private static final int DIFFERENCES = 50;

  private EpochTables() {}

  static String of(List<Run> runs) {
    List<String> parts = new ArrayList<>();
    for (Run run : runs) {
      parts.add(run.scenario().title() + "\n" + labels(run) + table(run));
    }
    parts.add(verdict(runs));
    return String.join("\n\n", parts);
  }

  /** What the file calls the epochs, where it says more than their numbers. */
  private static String labels(Run run) {
    List<Scenario.Result> results = run.results();
    return IntStream.range(0, results.size())
        .filter(epoch -> !results.get(epoch).step().label().matches("epoch ?\\d*"))
        .mapToObj(epoch -> epoch + ": " + results.get(epoch).step().label() + "\n")
        .collect(Collectors.joining());
  }

  private static Table table(Run run) {
    Table table =
        new Table(
            "EPOCH", "UID", "CONSENSUS", "INCENTIVE", "DIVIDENDS", "TRUST", "EMISSION", "BONDS");
    for (int epoch = 0; epoch < run.results().size(); epoch++) {
      EpochOutcome outcome = run.results().get(epoch).outcome();
      for (int uid = 0; uid < outcome.size(); uid++) {
        table.row(
            uid == 0 ? Integer.toString(epoch) : "",
            Integer.toString(uid),
            Integer.toString(outcome.consensus()[uid]),
            Integer.toString(outcome.incentive()[uid]),
            Integer.toString(outcome.dividends()[uid]),
            Integer.toString(outcome.validatorTrust()[uid]),
            Long.toString(outcome.emission()[uid]),
            bonds(outcome.bonds().row(uid)));
      }
    }
    return table;
  }

  private static String bonds(int[][] row) {
    String shown =
        IntStream.range(0, Math.min(BONDS, row.length))
            .mapToObj(k -> row[k][0] + ":" + row[k][1])
            .collect(Collectors.joining(" "));
    return row.length > BONDS ? shown + " and " + (row.length - BONDS) + " more" : shown;
  }

  private static String verdict(List<Run> runs) {
    List<String> differences = new ArrayList<>();
    for (Run run : runs) {
      for (int epoch = 0; epoch < run.results().size(); epoch++) {
        for (Scenario.Difference d : run.results().get(epoch).differences()) {
          differences.add(
              "%s, epoch %d: %s is %d, expected %d"
                  .formatted(run.scenario().title(), epoch, d.place(), d.got(), d.expected()));
        }
      }
    }
    int expected = runs.stream().mapToInt(Run::expected).sum();
    if (expected == 0) {
      return "The file does not say what must come out.";
    }
    if (differences.isEmpty()) {
      return "All %,d numbers that the file expects came out.".formatted(expected);
    }
    int hidden = differences.size() - DIFFERENCES;
    return "%,d of %,d numbers differ:\n%s%s"
        .formatted(
            differences.size(),
            expected,
            differences.stream().limit(DIFFERENCES).collect(Collectors.joining("\n")),
            hidden > 0 ? "\nand %,d more; --json shows them all".formatted(hidden) : "");
  }
}
