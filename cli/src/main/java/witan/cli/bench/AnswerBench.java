package witan.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;
import witan.cli.network.RunningNetwork;

/** {@code bench answer}: how soon an answer begins and how fast it goes on. */
@Command(
    name = "answer",
    description = {
      "Asks the running network one-line questions, one after the other, at temperature 0: how soon"
          + " the first words come, and how many tokens a second follow."
    })
final class AnswerBench implements Runnable {
  private static final Duration ANSWER = Duration.ofMinutes(2);

  /** Of three fields, and of none. */
  private static final List<String> QUESTIONS =
      List.of(
          "What is the capital of France?",
          "How do you make a good omelette?",
          "Who wrote the song Strange Fruit?",
          "What is the throwing line in darts called?",
          "Why is bread dough left to rise?",
          "What makes a violin louder than a guitar?",
          "How long does a football match last?",
          "Write two sentences about the sea.");

  /** Shorter answers say nothing of speed. */
  private static final int LONG_ENOUGH = 24;

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each question is asked (default: ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "96",
      description = "The answers' longest length (default: ${DEFAULT-VALUE}).")
  private int maxTokens = 96;

  /**
   * One answer's times.
   *
   * @param first nanoseconds to the first words
   * @param rest nanoseconds from there to the last
   * @param tokens of the whole answer
   * @param experts whose predictions were mixed
   */
  record Timing(long first, long rest, int tokens, int experts) {

    double firstSeconds() {
      return first / 1e9;
    }

    /** Tokens a second after the first. */
    double speed() {
      return (tokens - 1) / (rest / 1e9);
    }
  }

  @Override
  public void run() {
    URI gateway = URI.create(RunningNetwork.gateway(options) + "/v1/chat/completions");
    List<Timing> timings = new ArrayList<>();
    Timing cold;
    try (HttpClient client = HttpClient.newHttpClient()) {
      cold = ask(client, gateway, QUESTIONS.getFirst());
      for (int round = 0; round < rounds; round++) {
        for (String question : QUESTIONS) {
          timings.add(ask(client, gateway, question));
        }
      }
    } catch (IOException e) {
      throw new Failure("No answer from " + gateway + ": " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    print(cold, timings);
  }

  private Timing ask(HttpClient client, URI gateway, String question)
      throws IOException, InterruptedException {
    ObjectNode body = Json.MAPPER.createObjectNode();
    body.put("model", "witan").put("temperature", 0).put("stream", true);
    body.put("max_tokens", maxTokens).putObject("stream_options").put("include_usage", true);
    body.putArray("messages").addObject().put("role", "user").put("content", question);
    HttpRequest request =
        HttpRequest.newBuilder(gateway)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    long begun = System.nanoTime();
    HttpResponse<Stream<String>> response =
        client.send(request, HttpResponse.BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new Failure("The gateway answered with status " + response.statusCode() + ".");
    }
    long first = 0;
    long last = 0;
    int tokens = 0;
    int experts = 0;
    try (Stream<String> lines = response.body()) {
      for (String line : (Iterable<String>) lines::iterator) {
        if (!line.startsWith("data: {")) {
          continue;
        }
        var chunk = Json.MAPPER.readTree(line.substring("data: ".length()));
        if (!chunk.at("/choices/0/delta/content").asText("").isEmpty()) {
          last = System.nanoTime();
          first = first == 0 ? last : first;
        }
        tokens = Math.max(tokens, chunk.at("/usage/completion_tokens").asInt(0));
        experts = Math.max(experts, answered(chunk.at("/witan/experts")));
      }
    }
    return new Timing(first - begun, last - first, tokens, experts);
  }

  private static int answered(JsonNode experts) {
    return (int)
        experts
            .valueStream()
            .filter(expert -> expert.path("status").asText().equals("COMPLETED"))
            .count();
  }

  /** Tokens a second of the answers by so many experts, sorted; the key is their number. */
  private static SortedMap<Integer, double[]> speeds(List<Timing> timings) {
    SortedMap<Integer, double[]> speeds = new TreeMap<>();
    timings.stream()
        .filter(timing -> timing.tokens() >= LONG_ENOUGH)
        .collect(Collectors.groupingBy(Timing::experts))
        .forEach((experts, some) ->
            speeds.put(experts, some.stream().mapToDouble(Timing::speed).sorted().toArray()));
    return speeds;
  }

  private void print(Timing cold, List<Timing> timings) {
    double[] first = timings.stream().mapToDouble(Timing::firstSeconds).sorted().toArray();
    SortedMap<Integer, double[]> speeds = speeds(timings);
    if (options.json()) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("coldFirstSeconds", cold.firstSeconds());
      answer.put("firstSeconds", first);
      answer.put("tokensPerSecondByExperts", speeds);
      System.out.println(Json.pretty(answer));
      return;
    }
    Table table =
        new Table("", "MIN", "MEDIAN", "MAX", "OF")
            .row(row("time to first token, s", "%.3f", first));
    speeds.forEach((experts, speed) ->
        table.row(row("tokens/s after it, experts: " + experts, "%.1f", speed)));
    System.out.println(table);
    System.out.printf(
        Locale.ROOT,
        "The first question of all took %.3f s to its first token.%n",
        cold.firstSeconds());
  }

  private static String[] row(String name, String format, double[] sorted) {
    if (sorted.length == 0) {
      return new String[] {name, "-", "-", "-", "0"};
    }
    double[] shown = {sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]};
    List<String> cells = new ArrayList<>(List.of(name));
    Arrays.stream(shown).mapToObj(x -> String.format(Locale.ROOT, format, x)).forEach(cells::add);
    cells.add(Integer.toString(sorted.length));
    return cells.toArray(String[]::new);
  }
}
