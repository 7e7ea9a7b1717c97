package witan.cli.eval.gate;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.eval.ExpertFolders;
import witan.embedding.Embedder;
import witan.gating.Balance;
import witan.gating.Exploration;
import witan.gating.GateParameters;
import witan.gating.LearningParameters;

/** Measures the gate, with its own numbers and without a network. */
@Command(
    name = "gate",
    description = {
      "Measure the gate: the right expert by the prior alone, regret while experts change, routing"
          + " between a strong and a weak model, embedding times, and how even the load is.",
      "Starts no network."
    })
public final class GateCommand implements Callable<Integer> {

  /** The functions' defaults. */
  static final GateParameters PARAMETERS = GateParameters.DEFAULTS;

  static final Exploration EXPLORATION = Exploration.DEFAULTS;

  private static final int DRIFTS = 3;

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--experts",
      paramLabel = "DIR",
      description = "A folder of experts (default: the project's own three).")
  private @Nullable Path experts;

  @Option(
      names = "--pairs",
      paramLabel = "FILE",
      description =
          "Lines of subject, question, 0 or 1 for whether a strong model was right, 0 or 1 for a"
              + " weak one, between tabs; may be packed by gzip. Takes minutes for 10,000.")
  private @Nullable Path pairs;

  @Option(names = "--seed", paramLabel = "N", description = "Of folds and chance (default: 1).")
  private long seed = 1;

  private final PrintStream progress = System.err;

  @Override
  public Integer call() {
    Path folder =
        experts == null
            ? Folders.repository().resolve("inference/network")
            : experts.toAbsolutePath().normalize();
    List<Pairs.Pair> compared = pairs == null ? null : Pairs.read(pairs);
    GateReport report;
    try (Embedder embedder = Embedder.load()) {
      progress.println("asking the held-out questions ...");
      var right = RightExpert.shares(folder, embedder, PARAMETERS);
      var times = EmbeddingTimes.medians(embedder, passages(folder));
      progress.println("letting experts change ...");
      Drift drift = new Drift(PARAMETERS, EXPLORATION, LearningParameters.DEFAULTS);
      var runs =
          LongStream.range(seed, seed + DRIFTS)
              .mapToObj(s -> GateReport.DriftFigures.of(s, drift.run(s)))
              .toList();
      LoadShare load = new LoadShare(PARAMETERS, Balance.STEP, Balance.BOUND);
      report =
          new GateReport(
              right,
              runs,
              compared == null ? null : apgr(compared, embedder),
              times,
              load.run(false, seed),
              load.run(true, seed));
    }
    System.out.println(options.json() ? Json.pretty(report) : report.toString());
    return 0;
  }

  private static List<String> passages(Path folder) {
    return ExpertFolders.experts(folder).stream()
        .flatMap(expert -> ExpertFolders.passages(expert).stream())
        .toList();
  }

  private Apgr.Comparison apgr(List<Pairs.Pair> compared, Embedder embedder) {
    AtomicInteger done = new AtomicInteger();
    List<float[]> vectors =
        compared.parallelStream()
            .map(pair -> {
              int number = done.incrementAndGet();
              if (number % 100 == 0) {
                progress.printf("\rembedding: %d of %d", number, compared.size());
              }
              return embedder.embed(pair.question());
            })
            .toList();
    progress.println("\ncomparing in five folds ...");
    return Apgr.compare(compared, vectors, seed);
  }
}
