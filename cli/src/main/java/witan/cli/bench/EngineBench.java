package witan.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;
import witan.cli.bench.Contender.Time;
import witan.cli.model.Catalogue;
import witan.cli.model.Model;
import witan.cli.model.ModelCommand;
import witan.cli.model.Models;

/**
 * {@code bench engine}: the engine in a process of its own, with the expert's own libraries, beside
 * llama.cpp on the same file. The two take turns, so that what else runs on the machine slows both.
 */
@Command(
    name = "engine",
    description = {
      "Times the engine alone on the default model, in turns with llama.cpp on the same file:",
      "prompts, drawn tokens of 1 to 16 sequences, verified blocks, the first token of 8 clients.",
      "Each side counts at its better number of threads, each figure is the median of the rounds.",
      "Below it, what invariance costs: the engine beside itself with ONNX Runtime's own attention,",
      "at the first number of threads, by processor time."
    })
final class EngineBench implements Runnable {

  /** Tokens drawn by each sequence of a measurement. */
  private static final int STEPS = 24;

  /** … where processor time counts, which the system tells in steps of 10 ms. */
  private static final int LONG_STEPS = 64;

  /** What is measured, and of how many tokens it is. */
  private record Measurement(String order, String title, int tokens) {}

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2",
      description = "Numbers of threads to try (default: ${DEFAULT-VALUE}).")
  private List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each measurement is taken (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--contexts",
      paramLabel = "N",
      split = ",",
      defaultValue = "128,1024",
      description = "After how many tokens tokens are drawn (default: ${DEFAULT-VALUE}).")
  private List<Integer> contexts = List.of(128, 1024);

  @Option(names = "--alone", description = "Without llama.cpp.")
  private boolean alone;

  /** What a side took for a measurement. */
  private record Result(int threads, double wallRate, double processorRate) {}

  /** Tokens a second of processor time, invariant and with ONNX Runtime's own attention. */
  private record Cost(double invariant, double plain) {

    /** What part of the plain rate is lost. */
    double part() {
      return 1 - invariant / plain;
    }
  }

  @Override
  public void run() {
    Path repository = Folders.repository();
    Model model = Catalogue.ofRepository(repository).first();
    Models models = ModelCommand.models(System.err);
    models.pull(model);
    Path file = models.file(model);
    List<Map<Measurement, Result>> ours = new ArrayList<>();
    List<Map<Measurement, Result>> theirs = new ArrayList<>();
    Map<Measurement, Cost> costs = new LinkedHashMap<>();
    List<String> names = new ArrayList<>();
    for (int count : threads) {
      try (Contender witan = witan(repository, file, count)) {
        if (costs.isEmpty()) {
          costs = costs(witan);
        }
        if (alone) {
          names = List.of(witan.name());
          ours.add(inTurns(List.of(witan), count).getFirst());
        } else {
          try (Contender llama = LlamaCpp.installed(Folders.cache()).start(file, count)) {
            names = List.of(witan.name(), llama.name());
            List<Map<Measurement, Result>> both = inTurns(List.of(witan, llama), count);
            ours.add(both.get(0));
            theirs.add(both.get(1));
          }
        }
      }
    }
    report(names, best(ours), best(theirs), costs);
  }

  /** The bare engine on a model file. */
  static Contender witan(Path repository, Path file, int threads) {
    return new Contender(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--add-modules=jdk.incubator.vector",
            "-cp",
            repository.resolve("inference/target/quarkus-app/lib/main") + "/*",
            "witan.engine.EngineBench",
            file.toString(),
            Folders.cache().resolve("engine").toString(),
            Integer.toString(threads)),
        repository);
  }

  /** Each measurement by all sides, round by round. */
  private List<Map<Measurement, Result>> inTurns(List<Contender> sides, int threads) {
    List<Map<Measurement, Result>> results = new ArrayList<>();
    sides.forEach(side -> results.add(new LinkedHashMap<>()));
    for (Measurement measurement : measurements()) {
      List<List<Time>> times = new ArrayList<>();
      for (Contender side : sides) {
        side.measure(measurement.order); // compilers and caches settle
        times.add(new ArrayList<>());
      }
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < sides.size(); i++) {
          times.get(i).add(sides.get(i).measure(measurement.order));
        }
      }
      for (int i = 0; i < sides.size(); i++) {
        double wall = median(times.get(i).stream().map(Time::wall).toList());
        double processor = median(times.get(i).stream().map(Time::processor).toList());
        double tokens = measurement.tokens * 1e3;
        results.get(i).put(measurement, new Result(threads, tokens / wall, tokens / processor));
      }
    }
    return results;
  }

  /** The engine's turns with itself, so that what else the machine does slows both. */
  private Map<Measurement, Cost> costs(Contender witan) {
    Map<Measurement, Cost> costs = new LinkedHashMap<>();
    for (Measurement measurement : comparedWithPlain()) {
      String plain = "plain-" + measurement.order;
      witan.measure(measurement.order);
      witan.measure(plain);
      List<Double> invariantTimes = new ArrayList<>();
      List<Double> plainTimes = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        invariantTimes.add(witan.measure(measurement.order).processor());
        plainTimes.add(witan.measure(plain).processor());
      }
      double tokens = measurement.tokens * 1e3;
      costs.put(
          measurement, new Cost(tokens / median(invariantTimes), tokens / median(plainTimes)));
    }
    return costs;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  /** Each measurement at the number of threads at which it was quickest. */
  private Map<Measurement, Result> best(List<Map<Measurement, Result>> all) {
    Map<Measurement, Result> best = new LinkedHashMap<>();
    for (Measurement measurement : measurements()) {
      all.stream()
          .map(results -> results.get(measurement))
          .max(Comparator.comparingDouble(Result::wallRate))
          .ifPresent(result -> best.put(measurement, result));
    }
    return best;
  }

  private void report(
      List<String> names,
      Map<Measurement, Result> ours,
      Map<Measurement, Result> theirs,
      Map<Measurement, Cost> costs) {
    if (options.json()) {
      List<Map<String, Object>> rows = new ArrayList<>();
      ours.forEach((measurement, result) -> {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("measurement", measurement.title);
        row.put("witan", result);
        if (theirs.containsKey(measurement)) {
          row.put("llama.cpp", theirs.get(measurement));
        }
        rows.add(row);
      });
      Map<String, Object> invariance = new LinkedHashMap<>();
      costs.forEach((measurement, cost) -> invariance.put(measurement.title, cost));
      System.out.println(
          Json.pretty(Map.of("builds", names, "results", rows, "invariance", invariance)));
      return;
    }
    names.forEach(System.out::println);
    Table table =
        alone
            ? new Table("TOKENS/S (THREADS)", "WITAN")
            : new Table("TOKENS/S (THREADS)", "WITAN", "LLAMA.CPP", "RATIO", "BY CPU TIME");
    for (Map.Entry<Measurement, Result> row : ours.entrySet()) {
      Result result = row.getValue();
      Result other = theirs.get(row.getKey());
      table =
          other == null
              ? table.row(row.getKey().title, rate(result))
              : table.row(
                  row.getKey().title,
                  rate(result),
                  rate(other),
                  times(result.wallRate / other.wallRate),
                  times(result.processorRate / other.processorRate));
    }
    System.out.println(table);
    System.out.println();
    System.out.println("Cost of invariance against plain GroupQueryAttention:");
    Table invariance = new Table("TOKENS/S OF CPU TIME", "INVARIANT", "PLAIN", "COST");
    for (Map.Entry<Measurement, Cost> row : costs.entrySet()) {
      Cost cost = row.getValue();
      invariance =
          invariance.row(
              row.getKey().title,
              String.format(Locale.ROOT, "%.0f", cost.invariant),
              String.format(Locale.ROOT, "%.0f", cost.plain),
              String.format(Locale.ROOT, "%.0f %%", 100 * cost.part()));
    }
    System.out.println(invariance);
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2f×", ratio);
  }

  private static String rate(Result result) {
    return String.format(Locale.ROOT, "%.0f (%d)", result.wallRate, result.threads);
  }

  private List<Measurement> measurements() {
    List<Measurement> all = new ArrayList<>();
    for (int prompt : new int[] {128, 512}) {
      all.add(prompt(prompt));
    }
    for (int context : contexts) {
      for (int batch : new int[] {1, 4, 8, 16}) {
        all.add(drawing(batch, context, STEPS));
      }
      all.add(new Measurement("verify 16 " + context, "a block of 16 after " + context, 16));
      all.add(
          new Measurement("decode 1 %d 16".formatted(context), "16 steps after " + context, 16));
    }
    all.add(new Measurement("first 8 128", "8 clients' first tokens", 8 * 128));
    return List.copyOf(all);
  }

  private List<Measurement> comparedWithPlain() {
    List<Measurement> all = new ArrayList<>();
    all.add(prompt(512));
    for (int context : contexts) {
      all.add(drawing(1, context, LONG_STEPS));
      all.add(drawing(8, context, LONG_STEPS));
    }
    return all;
  }

  private static Measurement prompt(int tokens) {
    return new Measurement("prefill " + tokens, "a prompt of " + tokens, tokens);
  }

  private static Measurement drawing(int batch, int context, int steps) {
    return new Measurement(
        "decode %d %d %d".formatted(batch, context, steps),
        "%d drawing after %d".formatted(batch, context),
        batch * steps);
  }
}
