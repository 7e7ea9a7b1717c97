package witan.cli.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
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
import witan.cli.eval.EvalNetwork;
import witan.cli.eval.ExpertFolders;
import witan.cli.eval.HeldOutQuestion;
import witan.cli.eval.QuestionFiles;
import witan.cli.eval.Shuffle;
import witan.cli.eval.Workspace;

/** {@code bench chaos}: whether clients notice that experts die. */
@Command(
    name = "chaos",
    description = {
      "Starts a network of its own and lets many clients ask it at once, over and over, while"
          + " experts are killed, stopped and started again as a seed says. Fails unless every"
          + " answer is told to its end with no token lost, repeated or out of order, agrees with"
          + " the undisturbed answer up to the first loss, and leaves no session open."
    })
final class ChaosBench implements Runnable {

  private static final int DEFAULT_BASE = 18_380;
  private static final int QUESTIONS = 8;

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--streams",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many clients ask at once (default: ${DEFAULT-VALUE}).")
  private int streams = 200;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "16",
      description = "How often something is done to an expert (default: ${DEFAULT-VALUE}).")
  private int changes = 16;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "8",
      description = "The answers' longest length (default: ${DEFAULT-VALUE}).")
  private int maxTokens = 8;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of what is done when (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  /**
   * What came of it.
   *
   * @param disturbed answers in which an expert was lost
   * @param inMidAnswer losses after the first token
   * @param compared answers of the same experts as the undisturbed ones, which must agree
   * @param freedAfter seconds after the last answer until no expert held a session
   * @param threadsBefore platform threads of the gateway
   */
  record Report(
      int answers,
      int disturbed,
      int inMidAnswer,
      int compared,
      int kills,
      int stops,
      double seconds,
      double freedAfter,
      int threadsBefore,
      int threadsAfter) {}

  @Override
  public void run() {
    Path folder = Folders.repository().resolve("inference/network");
    List<String> questions = questions(folder);
    int base = options.hasPortBase() ? options.ports().base() : DEFAULT_BASE;
    Workspace workspace = Workspace.make("witan-chaos");
    System.err.println("starting a network ...");
    Report report;
    try (EvalNetwork network =
            EvalNetwork.start(folder, workspace.resolve("home"), base, settings());
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      report = report(network, http, questions);
    }
    System.out.println(options.json() ? Json.pretty(report) : text(report));
    workspace.delete();
  }

  /** Room for all clients, and time for experts that serve them all on the cores of one machine. */
  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("WITAN_GATE_KEEP_RATIO", "0");
    settings.put("WITAN_ANSWERS_AT_ONCE", Integer.toString(streams));
    settings.put("WITAN_FUNCTIONS_DEADLINE", "PT20S");
    settings.put("WITAN_ANSWERS_OPEN_TIMEOUT", "PT60S");
    settings.put("WITAN_ANSWERS_OPEN_GRACE", "PT30S");
    settings.put("WITAN_ANSWERS_EXCHANGE_TIMEOUT", "PT30S");
    settings.put("WITAN_ANSWERS_EVIDENCE_TIMEOUT", "PT20S");
    settings.put("WITAN_EXPERT_SESSIONS_MOST", Integer.toString(streams + 1));
    settings.put("WITAN_EXPERT_ENGINE_SLOTS", Integer.toString(streams + 1));
    settings.put("WITAN_EXPERT_ENGINE_KEPT_TOKENS", "16384");
    return settings;
  }

  private static List<String> questions(Path folder) {
    List<HeldOutQuestion> all =
        new ArrayList<>(QuestionFiles.ofExperts(ExpertFolders.experts(folder)));
    Shuffle.inPlace(all, new SplittableRandom(1));
    return all.stream().limit(QUESTIONS).map(HeldOutQuestion::question).toList();
  }

  private Report report(EvalNetwork network, HttpClient http, List<String> questions) {
    URI gateway = URI.create("http://127.0.0.1:" + network.ports().graphql());
    Harm harm = new Harm(network, http, new SplittableRandom(seed), changes);
    Map<String, WatchedAnswer> undisturbed = new LinkedHashMap<>();
    for (String question : questions) {
      undisturbed.put(question, WatchedAnswer.of(http, gateway, question, maxTokens));
    }
    int threads = Metrics.of(http, gateway).count("jvm_threads_live_threads");
    long started = System.nanoTime();
    List<WatchedAnswer> told = ask(http, gateway, undisturbed, harm);
    double seconds = (System.nanoTime() - started) / 1e9;
    for (String question : questions) {
      WatchedAnswer again = WatchedAnswer.of(http, gateway, question, maxTokens);
      check(again, Objects.requireNonNull(undisturbed.get(question)));
    }
    double freedAfter = harm.leavesNoSession();
    return new Report(
        told.size(),
        (int) told.stream().filter(answer -> !answer.lostAt().isEmpty()).count(),
        (int)
            told.stream().flatMap(answer -> answer.lostAt().stream()).filter(at -> at > 0).count(),
        (int)
            told.stream()
                .filter(answer ->
                    answer.isOfSame(Objects.requireNonNull(undisturbed.get(answer.question()))))
                .count(),
        harm.kills(),
        harm.stops(),
        seconds,
        freedAfter,
        threads,
        Metrics.of(http, gateway).count("jvm_threads_live_threads"));
  }

  /** Clients ask one question after the other until all the harm is done. */
  private List<WatchedAnswer> ask(
      HttpClient http, URI gateway, Map<String, WatchedAnswer> undisturbed, Harm harm) {
    List<String> questions = List.copyOf(undisturbed.keySet());
    List<WatchedAnswer> told = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> harming = clients.submit(harm);
      List<Future<List<WatchedAnswer>>> running = new ArrayList<>();
      for (int i = 0; i < streams; i++) {
        int client = i;
        running.add(
            clients.submit(() -> {
              List<WatchedAnswer> own = new ArrayList<>();
              for (int n = client; own.isEmpty() || !harm.isOver(); n++) {
                String question = questions.get(n % questions.size());
                WatchedAnswer answer = WatchedAnswer.of(http, gateway, question, maxTokens);
                check(answer, Objects.requireNonNull(undisturbed.get(question)));
                own.add(answer);
                System.err.printf("\r%d answers", count.incrementAndGet());
              }
              return own;
            }));
      }
      for (Future<List<WatchedAnswer>> one : running) {
        told.addAll(one.get());
      }
      harming.get();
    } catch (ExecutionException e) {
      harm.end();
      throw e.getCause() instanceof Failure failure
          ? failure
          : new Failure("A client failed: " + Failure.reason(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted while clients asked.", e);
    } finally {
      System.err.println();
    }
    return told;
  }

  private static void check(WatchedAnswer answer, WatchedAnswer undisturbed) {
    if (!answer.isWhole()) {
      throw new Failure("An answer is not whole: " + answer);
    }
    if (!answer.agreesWith(undisturbed)) {
      throw new Failure(
          "An answer is not the mixture's: " + answer + "; undisturbed: " + undisturbed);
    }
  }

  private static String text(Report report) {
    return String.format(
        Locale.ROOT,
        "%d answers in %.0f s, %d kills, %d stops; every answer whole and in order%n"
            + "%d had losses, %d of these in mid-answer; %d were of the same experts as the undisturbed"
            + " ones and agree with them%n"
            + "no session is left open after %.0f s; the gateway has %d threads, before: %d",
        report.answers(),
        report.seconds(),
        report.kills(),
        report.stops(),
        report.disturbed(),
        report.inMidAnswer(),
        report.compared(),
        report.freedAfter(),
        report.threadsAfter(),
        report.threadsBefore());
  }
}
