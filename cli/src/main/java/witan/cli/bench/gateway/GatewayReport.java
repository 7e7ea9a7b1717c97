package witan.cli.bench.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import witan.cli.Table;

/**
 * All that was measured.
 *
 * @param processors of the machine, which all processes share
 * @param seconds for which whole answers were asked at a time
 * @param rounds of each gateway by its name, the mock expert first and ours second
 * @param peakMebibytes the most memory that each had, its children included
 * @param graphQl rounds of 32 clients that send the smallest query; empty if that was not asked for
 */
record GatewayReport(
    int processors,
    double seconds,
    Map<String, List<Measured>> rounds,
    Map<String, Long> peakMebibytes,
    Map<String, List<Outcome>> graphQl) {

  private static final String DIRECT = "NO GATEWAY";
  private static final String OURS = "WITAN";
  private static final String PORTKEY = "PORTKEY";

  /** A target, and what was measured. */
  private record Goal(String words, String figure, boolean isMet) {}

  /** Medians of the rounds in a table, and how they stand to the goals. */
  String text() {
    StringBuilder text = new StringBuilder(table().toString()).append('\n');
    for (Goal goal : goals()) {
      text.append('\n').append(goal.isMet() ? "met:    " : "missed: ").append(goal.words());
      text.append("; measured: ").append(goal.figure());
    }
    failures().forEach(failure -> text.append('\n').append(failure));
    if (!graphQl.isEmpty()) {
      text.append("\n\n").append(graphQlTable());
    }
    return text.toString();
  }

  private Table table() {
    List<String> names = List.copyOf(rounds.keySet());
    List<String> heading = new ArrayList<>(names);
    heading.addFirst("MEDIANS");
    Table table = new Table(heading.toArray(String[]::new)).right(names.toArray(String[]::new));
    row(table, "1 client: p50, ms", "%.3f", round -> round.one().p50());
    row(table, "1 client: p99, ms", "%.3f", round -> round.one().p99());
    row(table, "32 clients: requests/s", "%,.0f", round -> round.some().perSecond());
    row(table, "32 clients: p99, ms", "%.2f", round -> round.some().p99());
    row(table, "32 clients: CPU µs a request", "%.0f", Measured::processorMicros);
    row(table, "128 clients: requests/s", "%,.0f", round -> round.many().perSecond());
    row(table, "128 clients: p99, ms", "%.2f", round -> round.many().p99());
    row(
        table,
        "16 paced streams: first token p50, ms",
        "%.3f",
        round -> ifAny(round.paced(), Outcome::p50));
    row(
        table,
        "16 paced streams: first token p99, ms",
        "%.3f",
        round -> ifAny(round.paced(), Outcome::p99));
    row(table, "256 streams at once: stalled", "%.0f", round -> round.crowd().stalled());
    row(
        table,
        "256 streams at once: longest gap, ms",
        "%.0f",
        round -> ifAny(round.crowd(), Outcome::longestGap));
    List<String> peaks = new ArrayList<>(List.of("peak memory, MiB"));
    peakMebibytes.values().forEach(peak -> peaks.add(Long.toString(peak)));
    return table.row(peaks.toArray(String[]::new));
  }

  private void row(Table table, String title, String format, ToDoubleFunction<Measured> figure) {
    List<String> cells = new ArrayList<>(List.of(title));
    rounds.values().forEach(of -> cells.add(number(format, median(of, figure))));
    table.row(cells.toArray(String[]::new));
  }

  private List<Goal> goals() {
    List<Goal> goals = new ArrayList<>();
    double added = added(OURS, round -> round.one().p50());
    double perSecond = median(of(OURS), round -> round.some().perSecond());
    double first = added(OURS, round -> round.paced().p99());
    double stalled = median(of(OURS), round -> round.crowd().stalled());
    goals.add(new Goal("at most 0.25 ms added at p50", number("%.3f ms", added), added <= 0.25));
    goals.add(
        new Goal(
            "at least 8,000 requests/s of 32 clients",
            number("%,.0f", perSecond),
            perSecond >= 8_000));
    goals.add(
        new Goal(
            "at most 1 ms added to the first token at p99", number("%.3f ms", first), first <= 1));
    goals.add(new Goal("none of 256 streams stalls", number("%.0f", stalled), stalled == 0));
    if (rounds.containsKey(PORTKEY)) {
      double part = added / added(PORTKEY, round -> round.one().p50());
      double times = perSecond / median(of(PORTKEY), round -> round.some().perSecond());
      goals.add(new Goal("at most half of what Portkey adds", number("%.2f×", part), part <= 0.5));
      goals.add(
          new Goal("at least 4 times Portkey's requests/s", number("%.1f×", times), times >= 4));
    }
    return goals;
  }

  private List<Measured> of(String name) {
    return Objects.requireNonNull(rounds.get(name));
  }

  /** What a gateway adds to the mock alone: the median of the rounds' differences. */
  private double added(String name, ToDoubleFunction<Measured> figure) {
    List<Measured> with = of(name);
    List<Measured> without = of(DIRECT);
    return middle(
        Stream.iterate(0, i -> i < with.size(), i -> i + 1)
            .map(i -> figure.applyAsDouble(with.get(i)) - figure.applyAsDouble(without.get(i))));
  }

  /** A sentence for each gateway that failed any request. */
  private List<String> failures() {
    List<String> sentences = new ArrayList<>();
    rounds.forEach((name, of) -> {
      List<Outcome> failed =
          of.stream()
              .flatMap(r -> Stream.of(r.one(), r.some(), r.many(), r.paced(), r.crowd()))
              .filter(outcome -> outcome.failed() > 0)
              .toList();
      Optional<String> why = failed.stream().map(Outcome::failure).findFirst();
      why.ifPresent(first ->
          sentences.add(
              "%s failed %,d requests; the first: %s"
                  .formatted(name, failed.stream().mapToInt(Outcome::failed).sum(), first)));
    });
    return sentences;
  }

  private Table graphQlTable() {
    Table table =
        new Table("{__typename}, 32 CLIENTS", "REQUESTS/S", "P50, ms", "P99, ms", "FAILED")
            .right("REQUESTS/S", "P50, ms", "P99, ms", "FAILED");
    graphQl.forEach((name, of) ->
        table.row(
            name,
            number("%,.0f", middle(of.stream().map(Outcome::perSecond))),
            number("%.2f", middle(of.stream().map(Outcome::p50))),
            number("%.2f", middle(of.stream().map(Outcome::p99))),
            Integer.toString(of.stream().mapToInt(Outcome::failed).sum())));
    return table;
  }

  /** What was measured of answers; not a number where none came. */
  private static double ifAny(Outcome outcome, ToDoubleFunction<Outcome> figure) {
    return outcome.answered() == 0 ? Double.NaN : figure.applyAsDouble(outcome);
  }

  private static double median(List<Measured> rounds, ToDoubleFunction<Measured> figure) {
    return middle(rounds.stream().map(figure::applyAsDouble));
  }

  private static double middle(Stream<Double> values) {
    double[] sorted = values.mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String number(String format, double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
  }
}
