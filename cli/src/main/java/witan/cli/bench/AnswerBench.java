package witan.cli.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
  /** As many as are asked by default. */
  private static final int EXPERTS = 3;

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

  @Override
  public void run() {
    URI gateway = URI.create(RunningNetwork.gateway(options));
    List<StreamedAnswer> answers = new ArrayList<>();
    StreamedAnswer cold;
    try (HttpClient http = HttpClient.newHttpClient()) {
      cold = ask(http, gateway, QUESTIONS.getFirst());
      for (int round = 0; round < rounds; round++) {
        for (String question : QUESTIONS) {
          answers.add(ask(http, gateway, question));
        }
      }
    }
    print(cold, answers);
  }

  private StreamedAnswer ask(HttpClient http, URI gateway, String question) {
    return StreamedAnswer.of(http, gateway, question, EXPERTS, maxTokens);
  }

  /** Tokens a second of the answers by so many experts, sorted; the key is their number. */
  private static SortedMap<Integer, double[]> speeds(List<StreamedAnswer> answers) {
    SortedMap<Integer, double[]> speeds = new TreeMap<>();
    answers.stream()
        .filter(answer -> answer.tokens() >= LONG_ENOUGH)
        .collect(Collectors.groupingBy(StreamedAnswer::experts))
        .forEach((experts, some) ->
            speeds.put(
                experts, some.stream().mapToDouble(StreamedAnswer::rate).sorted().toArray()));
    return speeds;
  }

  private static double firstSeconds(StreamedAnswer answer) {
    return answer.firstNanos() / 1e9;
  }

  private void print(StreamedAnswer cold, List<StreamedAnswer> answers) {
    double[] first = answers.stream().mapToDouble(AnswerBench::firstSeconds).sorted().toArray();
    SortedMap<Integer, double[]> speeds = speeds(answers);
    if (options.json()) {
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("coldFirstSeconds", firstSeconds(cold));
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
        firstSeconds(cold));
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
