package witan.cli.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Home;
import witan.cli.Json;
import witan.cli.Ports;
import witan.cli.eval.Workspace;

/** {@code bench gateway}: what the gateway adds to the server behind it. */
@Command(
    name = "gateway",
    description = {
      "Starts a gateway of its own in front of a mock expert that answers at once, or streams 64"
          + " deltas 20 ms apart, and asks both over and over from a process of its own: what the"
          + " gateway adds to an answer and to a stream's first token, how many requests a second it"
          + " passes on, how many of 256 streams at once stall. Other gateways can be measured in"
          + " turns with it, and GraphQL beside graphql-yoga."
    })
public final class GatewayBench implements Runnable {

  private static final int DEFAULT_BASE = 18_480;

  // A JVM compiles anew what streams do when whole answers were measured before them, and the other
  // way round: what it compiles it does on cores that answer.
  private static final int UNCOUNTED_ROUNDS = 2;

  @Mixin private GlobalOptions options = new GlobalOptions();

  /** What can be measured beside ours. */
  enum Peer {
    PORTKEY,
    LITELLM
  }

  @Option(
      names = "--beside",
      paramLabel = "NAME",
      split = ",",
      description =
          "Gateways to measure beside ours, fetched at first: portkey (by npm), litellm"
              + " (by pip).")
  private List<Peer> beside = List.of();

  @Option(names = "--graphql", description = "Measures GraphQL, too, beside graphql-yoga (by npm).")
  private boolean graphQl;

  @Option(
      names = "--traced",
      description = "Measures ours once more, each request of which is a trace that is sent away.")
  private boolean traced;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each takes its turn (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "2",
      description = "How long whole answers are asked for at a time (default: ${DEFAULT-VALUE}).")
  private double seconds = 2;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes all that was measured in each round to a file, as --json prints it.")
  private @Nullable Path out;

  @Override
  public void run() {
    if (rounds < 1 || !(seconds > 0)) {
      throw new Failure("Choose at least one of --rounds, and more --seconds than 0.");
    }
    Ports ports = options.hasPortBase() ? options.ports() : new Ports(DEFAULT_BASE);
    Workspace workspace = Workspace.make("witan-bench-gateway");
    Home home = new Home(workspace.resolve("home"));
    home.prepare();
    GatewayReport report;
    try (Processes processes = new Processes(home, ports);
        LoadProcess load = processes.load()) {
      report = measure(processes, load);
    }
    String json = Json.pretty(report);
    if (out != null) {
      write(out, json);
    }
    System.out.println(options.json() ? json : report.text());
    workspace.delete();
  }

  private GatewayReport measure(Processes processes, LoadProcess load) {
    List<Served> all = new ArrayList<>(List.of(processes.mock(), processes.witan()));
    if (traced) {
      all.add(processes.traced());
    }
    for (Peer peer : beside) {
      all.add(
          switch (peer) {
            case PORTKEY -> processes.portkey("--beside");
            case LITELLM -> processes.liteLlm("--beside");
          });
    }
    Map<String, List<Measured>> measured = new LinkedHashMap<>();
    for (Served served : all) {
      System.err.println("warming " + served.name() + " up ...");
      Measured.warmUp(load, served, 4 * seconds);
      for (int round = 1; round <= UNCOUNTED_ROUNDS; round++) {
        Measured.of(load, served, seconds);
      }
    }
    for (int round = 1; round <= rounds; round++) {
      for (Served served : all) {
        System.err.printf("round %d of %d: %s%n", round, rounds, served.name());
        measured
            .computeIfAbsent(served.name(), name -> new ArrayList<>())
            .add(Measured.of(load, served, seconds));
      }
    }
    Map<String, Long> peaks = new LinkedHashMap<>();
    all.forEach(served -> peaks.put(served.name(), served.process().peakMemory() >> 20));
    Map<String, List<Outcome>> operations =
        graphQl ? operations(processes, load, all.get(1)) : Map.of();
    return new GatewayReport(
        Runtime.getRuntime().availableProcessors(), seconds, measured, peaks, operations);
  }

  private Map<String, List<Outcome>> operations(
      Processes processes, LoadProcess load, Served witan) {
    Map<String, List<Outcome>> operations = new LinkedHashMap<>();
    List<Served> both = List.of(Processes.graphQl(witan), processes.yoga("--graphql"));
    for (int round = 0; round <= rounds; round++) {
      for (Served served : both) {
        Order order =
            new Order(served.target(), Map.of(), "{\"query\":\"{__typename}\"}", 32, seconds, 0);
        Outcome outcome = load.measure(order);
        if (outcome.answered() == 0) {
          throw new Failure("%s answers nothing: %s".formatted(served.name(), outcome.failure()));
        }
        if (round > 0) { // the first warms up
          operations.computeIfAbsent(served.name(), first -> new ArrayList<>()).add(outcome);
        }
      }
    }
    return operations;
  }

  private static void write(Path file, String json) {
    try {
      Files.writeString(file, json + "\n");
    } catch (IOException e) {
      throw new Failure("The file " + file + " can't be written.", e);
    }
  }
}
