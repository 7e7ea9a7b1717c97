package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;
import witan.cli.bench.Contender.Time;
import witan.cli.model.Catalogue;
import witan.cli.model.Model;
import witan.cli.model.ModelCommand;
import witan.cli.model.Models;
import witan.cli.network.PartState;
import witan.cli.network.RunFolder;

/**
 * {@code bench service}: what an expert's service costs beyond its engine. Clients stream
 * completions from one expert of the running network; in turns with that, as many clients of the
 * bare engine, in a process of its own, take prompts as long and draw as many tokens.
 */
@Command(
    name = "service",
    description = {
      "Streams completions from an expert of the running network over HTTP, in turns with the bare",
      "engine: tokens a second of so many clients, by the wall's clock and by CPU time."
    })
final class ServiceBench implements Runnable {
  /** The default model's end of turn: without it every answer has the length that was asked for. */
  private static final Map<String, Integer> NEVER_END = Map.of("2", -100, "0", -100);

  private static final String PROMPT =
      "A short history of bread begins long before there were ovens, with flat cakes of crushed"
          + " grain and water that were laid on hot stones. ";

  /** Turns before the first that counts: compilers settle. */
  private static final int WARM = 3;

  /** How long a prompt was in the model's tokens. */
  private final AtomicInteger promptTokens = new AtomicInteger();

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many at once (default: ${DEFAULT-VALUE}).")
  private int clients = 8;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      defaultValue = "96",
      description = "How many each draws (default: ${DEFAULT-VALUE}).")
  private int tokens = 96;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each side takes its turn (default: ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads of the bare engine: as the expert has (default: ${DEFAULT-VALUE}).")
  private int threads = 1;

  @Override
  public void run() {
    PartState expert = expert();
    Path repository = Folders.repository();
    Model model = Catalogue.ofRepository(repository).first();
    Models models = ModelCommand.models(System.err);
    models.pull(model);
    List<Time> served = new ArrayList<>();
    List<Time> bare = new ArrayList<>();
    try (Contender engine = EngineBench.witan(repository, models.file(model), threads);
        HttpClient http = HttpClient.newHttpClient()) {
      for (int round = -WARM; round < rounds; round++) {
        Time service = ask(http, expert, round);
        Time alone =
            engine.measure("answer %d %d %d".formatted(clients, promptTokens.get(), tokens));
        if (round >= 0) {
          served.add(service);
          bare.add(alone);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    report(expert.name(), served, bare);
  }

  private PartState expert() {
    return RunFolder.all(options.home()).stream()
        .flatMap(group -> group.experts().stream())
        .filter(part -> part.process().alive().isPresent())
        .findFirst()
        .orElseThrow(() ->
            new Failure(
                "No expert runs in %s. Start a network with: ./witan%s up"
                    .formatted(options.home().folder(), options.homeWords()),
                Failure.NOTHING_RUNS));
  }

  private Time ask(HttpClient http, PartState expert, int round) throws InterruptedException {
    ProcessHandle process =
        expert
            .process()
            .alive()
            .orElseThrow(() -> new Failure("The expert " + expert.name() + " is gone."));
    Duration processor = processor(process);
    long wall = System.nanoTime();
    try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        // Another beginning each time: nothing is in the prefix cache.
        String prompt = "%d, %d. %s".formatted(round, client, PROMPT);
        all.add(asking.submit(() -> stream(http, expert.port(), prompt)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new Failure(
          "The expert %s did not answer: %s".formatted(expert.name(), Failure.reason(e.getCause())),
          e);
    }
    return new Time(
        (System.nanoTime() - wall) / 1e6, processor(process).minus(processor).toNanos() / 1e6);
  }

  private static Duration processor(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void stream(HttpClient http, int port, String prompt) {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", "witan").put("prompt", prompt).put("max_tokens", tokens);
    body.put("temperature", 0).put("stream", true);
    body.putPOJO("logit_bias", NEVER_END).putObject("stream_options").put("include_usage", true);
    AtomicInteger drawn = new AtomicInteger();
    EventStream.read(
        http,
        URI.create("http://127.0.0.1:" + port + "/v1/completions"),
        body,
        event -> {
          JsonNode usage = event.path("usage");
          drawn.addAndGet(usage.path("completion_tokens").asInt(0));
          promptTokens.accumulateAndGet(usage.path("prompt_tokens").asInt(0), Math::max);
        });
    if (drawn.get() != tokens) {
      throw new Failure("It drew %d tokens, not %d.".formatted(drawn.get(), tokens));
    }
  }

  private void report(String expert, List<Time> served, List<Time> bare) {
    double all = clients * tokens * 1e3;
    double servedWall = all / median(served.stream().map(Time::wall).toList());
    double servedProcessor = all / median(served.stream().map(Time::processor).toList());
    double bareWall = all / median(bare.stream().map(Time::wall).toList());
    double bareProcessor = all / median(bare.stream().map(Time::processor).toList());
    if (options.json()) {
      System.out.println(
          Json.pretty(
              Map.of(
                  "expert",
                  expert,
                  "clients",
                  clients,
                  "tokensPerSecond",
                  Map.of("service", servedWall, "engine", bareWall),
                  "tokensPerProcessorSecond",
                  Map.of("service", servedProcessor, "engine", bareProcessor))));
      return;
    }
    System.out.println(
        new Table(clients + " CLIENTS OF " + expert, "SERVICE", "BARE ENGINE", "RATIO")
            .row(row("tokens/s", servedWall, bareWall))
            .row(row("tokens/s of CPU time", servedProcessor, bareProcessor)));
  }

  private static String[] row(String title, double service, double engine) {
    return new String[] {
      title,
      String.format(Locale.ROOT, "%.0f", service),
      String.format(Locale.ROOT, "%.0f", engine),
      String.format(Locale.ROOT, "%.2f×", service / engine)
    };
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
