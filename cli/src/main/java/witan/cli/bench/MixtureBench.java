package witan.cli.bench;

import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;
import witan.cli.eval.EvalNetwork;
import witan.cli.eval.ExpertFolders;
import witan.cli.eval.HeldOutQuestion;
import witan.cli.eval.QuestionFiles;
import witan.cli.eval.Shuffle;
import witan.cli.eval.Workspace;

/** {@code bench mixture}: what it costs to mix, near and far, and what a client sees of a loss. */
@Command(
    name = "mixture",
    description = {
      "Starts a network of its own and asks it held-out questions at temperature 0: tokens a second"
          + " of 1, 2 and 3 experts (by the processor time of each, as if each had a core),"
          + " rounds a token and accepted drafts; the same with experts far away, beside mixing"
          + " token by token; and the gap in an answer whose expert is killed or stopped."
    })
final class MixtureBench implements Runnable {

  private static final int DEFAULT_BASE = 18_180;
  private static final Duration BACK = Duration.ofMinutes(2);

  /** In the shipped network the lightest are left out, and most answers are one expert's. */
  private static final Map<String, String> NOBODY_LEFT_OUT = Map.of("WITAN_GATE_KEEP_RATIO", "0");

  /** With answers long enough for harm in the middle; a new one each time, so that none is warm. */
  private static final List<String> LONG_QUESTIONS =
      List.of(
          "Tell me at length how bread is baked and why the dough rises.",
          "Describe in detail how a football match is played from beginning to end.",
          "Explain at length how an orchestra is seated and what each section does.",
          "Tell me in detail how cheese is made from milk.",
          "Describe at length how a tennis match is scored.",
          "Explain in detail how a piano makes its sound.");

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "12",
      description = "How many of the held-out questions are asked (default: ${DEFAULT-VALUE}).")
  private int sample = 12;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "48",
      description = "The answers' longest length (default: ${DEFAULT-VALUE}).")
  private int maxTokens = 48;

  @Option(
      names = "--delays",
      paramLabel = "MS",
      split = ",",
      defaultValue = "20,100",
      description =
          "How far away experts are, in milliseconds each way (default: ${DEFAULT-VALUE}).")
  private List<Integer> delays = List.of(20, 100);

  @Option(
      names = "--losses",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How often an expert is killed, and how often stopped (default: ${DEFAULT-VALUE}).")
  private int losses = 2;

  private final PrintStream progress = System.err;

  /**
   * What so many experts together cost.
   *
   * @param answered how many of the answers so many experts gave to the end
   * @param processorRate tokens a second by processor time, each expert on a core of its own
   */
  record Cost(
      int experts,
      int answered,
      int tokens,
      double rate,
      double processorRate,
      double roundsPerToken,
      double acceptance) {}

  /**
   * Drafts against no drafts, at a distance.
   *
   * @param rate tokens a second after the first token
   * @param tokenByToken the same without drafts
   */
  record Far(int millis, double rate, double tokenByToken, double roundsPerToken) {}

  /** How the loss of an expert went, in milliseconds. */
  record Loss(String how, double firstToken, double detected, double gap) {}

  /** All of it. */
  record Report(List<Cost> costs, List<Far> far, List<Loss> losses) {}

  @Override
  public void run() {
    Path folder = Folders.repository().resolve("inference/network");
    List<String> questions = questions(folder);
    int base = options.hasPortBase() ? options.ports().base() : DEFAULT_BASE;
    Workspace workspace = Workspace.make("witan-bench");
    progress.println("starting a network ...");
    Report report;
    try (EvalNetwork network =
            EvalNetwork.start(folder, workspace.resolve("home"), base, NOBODY_LEFT_OUT);
        HttpClient http = HttpClient.newHttpClient()) {
      report =
          new Report(
              costs(network, http, questions),
              far(network, http, questions),
              losses(network, http));
    }
    System.out.println(options.json() ? Json.pretty(report) : text(report));
    workspace.delete();
  }

  private List<String> questions(Path folder) {
    List<HeldOutQuestion> all =
        new ArrayList<>(QuestionFiles.ofExperts(ExpertFolders.experts(folder)));
    Shuffle.inPlace(all, new SplittableRandom(1));
    return all.stream().limit(sample).map(HeldOutQuestion::question).toList();
  }

  private static URI gateway(EvalNetwork network) {
    return URI.create("http://127.0.0.1:" + network.ports().graphql());
  }

  private List<Cost> costs(EvalNetwork network, HttpClient http, List<String> questions) {
    List<String> names =
        network.processes().keySet().stream()
            .filter(name ->
                Files.isDirectory(Folders.repository().resolve("inference/network").resolve(name)))
            .toList();
    List<List<StreamedAnswer>> answers =
        List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    double[] seconds = new double[3];
    for (int i = 0; i < questions.size(); i++) {
      for (int experts = 1; experts <= 3; experts++) {
        String question = questions.get(i);
        // Once to warm up, once for the whole answer, and once more for its first token alone, to
        // take the reading of the prompt off.
        StreamedAnswer.of(http, gateway(network), question, experts, 1);
        Map<String, Duration> before = processorTimes(network, names);
        StreamedAnswer answer =
            StreamedAnswer.of(http, gateway(network), question, experts, maxTokens);
        Map<String, Duration> between = processorTimes(network, names);
        StreamedAnswer.of(http, gateway(network), question, experts, 1);
        Map<String, Duration> after = processorTimes(network, names);
        answers.get(experts - 1).add(answer);
        seconds[experts - 1] += onOwnCores(answer.leader(), before, between, after);
        progress.printf("\rnear: %d of %d questions, %d experts", i + 1, questions.size(), experts);
      }
    }
    progress.println();
    List<Cost> costs = new ArrayList<>();
    for (int experts = 1; experts <= 3; experts++) {
      costs.add(cost(experts, answers.get(experts - 1), seconds[experts - 1]));
    }
    return costs;
  }

  /**
   * How long the answer would have taken after its first token with a core for each expert: the
   * leader drafts, then the others verify side by side.
   */
  private static double onOwnCores(
      String leader,
      Map<String, Duration> before,
      Map<String, Duration> between,
      Map<String, Duration> after) {
    double drafting = 0;
    double verifying = 0;
    for (String name : before.keySet()) {
      double whole =
          Objects.requireNonNull(between.get(name)).minus(before.get(name)).toNanos() / 1e9;
      double first =
          Objects.requireNonNull(after.get(name)).minus(between.get(name)).toNanos() / 1e9;
      if (name.equals(leader)) {
        drafting = Math.max(0, whole - first);
      } else {
        verifying = Math.max(verifying, whole - first);
      }
    }
    return drafting + verifying;
  }

  private static Map<String, Duration> processorTimes(EvalNetwork network, List<String> names) {
    Map<String, ProcessHandle> processes = network.processes();
    Map<String, Duration> times = new HashMap<>();
    for (String name : names) {
      times.put(
          name,
          Objects.requireNonNull(processes.get(name))
              .info()
              .totalCpuDuration()
              .orElse(Duration.ZERO));
    }
    return times;
  }

  private static Cost cost(int experts, List<StreamedAnswer> answers, double processorSeconds) {
    double tokens = sum(answers, StreamedAnswer::tokens);
    return new Cost(
        experts,
        (int) answers.stream().filter(answer -> answer.experts() == experts).count(),
        (int) tokens,
        rate(answers),
        (tokens - answers.size()) / processorSeconds,
        sum(answers, StreamedAnswer::rounds) / tokens,
        sum(answers, StreamedAnswer::accepted) / sum(answers, StreamedAnswer::drafted));
  }

  private static double sum(List<StreamedAnswer> answers, ToDoubleFunction<StreamedAnswer> of) {
    return answers.stream().mapToDouble(of).sum();
  }

  /** Tokens a second after the first. */
  private static double rate(List<StreamedAnswer> answers) {
    return (sum(answers, StreamedAnswer::tokens) - answers.size())
        / (sum(answers, StreamedAnswer::restNanos) / 1e9);
  }

  private List<Far> far(EvalNetwork network, HttpClient http, List<String> questions) {
    int port = network.ports().ledger() + 1;
    List<String> some = questions.subList(0, Math.min(questions.size(), (sample + 1) / 2));
    List<Far> all = new ArrayList<>();
    for (int millis : delays) {
      String distance = "PT" + millis / 1000.0 + "S";
      try (MeasuredGateway drafting =
              new MeasuredGateway(
                  network, "drafting-" + millis, port, Map.of("WITAN_EXPERTS_DISTANCE", distance));
          MeasuredGateway tokenByToken =
              new MeasuredGateway(
                  network,
                  "token-by-token-" + millis,
                  port + 1,
                  Map.of("WITAN_EXPERTS_DISTANCE", distance, "WITAN_ANSWERS_LONGEST_DRAFT", "0"))) {
        List<StreamedAnswer> with = new ArrayList<>();
        List<StreamedAnswer> without = new ArrayList<>();
        StreamedAnswer.of(http, drafting.url(), some.getFirst(), 3, 4);
        StreamedAnswer.of(http, tokenByToken.url(), some.getFirst(), 3, 4);
        for (String question : some) {
          with.add(StreamedAnswer.of(http, drafting.url(), question, 3, maxTokens));
          without.add(StreamedAnswer.of(http, tokenByToken.url(), question, 3, maxTokens));
          progress.printf("\r%d ms away: %d of %d questions", millis, with.size(), some.size());
        }
        progress.println();
        all.add(
            new Far(
                millis,
                rate(with),
                rate(without),
                sum(with, StreamedAnswer::rounds) / sum(with, StreamedAnswer::tokens)));
      }
    }
    return all;
  }

  private List<Loss> losses(EvalNetwork network, HttpClient http) {
    List<Loss> all = new ArrayList<>();
    // An answer that was over before the loss was noticed says nothing: the next question may.
    for (int i = 0; all.size() < 2 * losses && i < 6 * losses; i++) {
      progress.printf("\rlosses: %d of %d", all.size() + 1, 2 * losses);
      String question = LONG_QUESTIONS.get(i % LONG_QUESTIONS.size());
      Optional<Loss> loss =
          all.size() % 2 == 0
              ? loss("killed", network, http, question, ProcessHandle::destroyForcibly, one -> {})
              : loss("stopped", network, http, question, Signal.STOP::send, Signal.CONTINUE::send);
      loss.ifPresent(all::add);
    }
    progress.println();
    return all;
  }

  /** What is done to a process. */
  private interface Deed {
    void to(ProcessHandle process);
  }

  private Optional<Loss> loss(
      String how, EvalNetwork network, HttpClient http, String question, Deed harm, Deed remedy) {
    Map<String, ProcessHandle> processes = network.processes();
    List<String> harmed = new ArrayList<>();
    Optional<Gap> gap;
    try {
      gap =
          Gap.of(
              http,
              gateway(network),
              question,
              2 * maxTokens,
              name -> {
                harmed.add(name);
                harm.to(Objects.requireNonNull(processes.get(name)));
              });
    } finally {
      harmed.forEach(name -> remedy.to(Objects.requireNonNull(processes.get(name))));
    }
    harmed.forEach(name -> untilAsked(network, http, question, name));
    return gap.map(one ->
        new Loss(how, one.firstNanos() / 1e6, one.detectedNanos() / 1e6, one.gapNanos() / 1e6));
  }

  /** Waits until the expert leads an answer again: until then the next loss would be another's. */
  private void untilAsked(EvalNetwork network, HttpClient http, String question, String expert) {
    long deadline = System.nanoTime() + BACK.toNanos();
    while (!StreamedAnswer.of(http, gateway(network), question, 1, 1).leader().equals(expert)) {
      if (System.nanoTime() > deadline) {
        throw new Failure("The expert " + expert + " did not come back.");
      }
      try {
        Thread.sleep(1_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure("Interrupted while an expert came back.", e);
      }
    }
  }

  private static String text(Report report) {
    Table near =
        new Table(
            "EXPERTS",
            "ANSWERS BY ALL",
            "TOKENS",
            "TOKENS/S",
            "BY CPU TIME",
            "OF ONE",
            "ROUNDS/TOKEN",
            "ACCEPTED");
    double one = report.costs().getFirst().processorRate();
    for (Cost cost : report.costs()) {
      near.row(
          Integer.toString(cost.experts()),
          Integer.toString(cost.answered()),
          Integer.toString(cost.tokens()),
          format("%.1f", cost.rate()),
          format("%.1f", cost.processorRate()),
          format("%.2f×", cost.processorRate() / one),
          format("%.3f", cost.roundsPerToken()),
          format("%.2f", cost.acceptance()));
    }
    Table far = new Table("AWAY", "TOKENS/S", "TOKEN BY TOKEN", "RATIO", "ROUNDS/TOKEN");
    for (Far at : report.far()) {
      far.row(
          at.millis() + " ms each way",
          format("%.1f", at.rate()),
          format("%.1f", at.tokenByToken()),
          format("%.2f×", at.rate() / at.tokenByToken()),
          format("%.3f", at.roundsPerToken()));
    }
    Table lost = new Table("THE EXPERT WAS", "FIRST TOKEN", "FOUND OUT AFTER", "THEN GAP");
    for (Loss loss : report.losses()) {
      lost.row(
          loss.how(),
          format("%.0f ms", loss.firstToken()),
          format("%.0f ms", loss.detected()),
          format("%.0f ms", loss.gap()));
    }
    return near + "\n\n" + far + "\n\n" + lost;
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
