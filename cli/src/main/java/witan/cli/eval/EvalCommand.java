package witan.cli.eval;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.eval.gate.GateCommand;
import witan.cli.eval.owners.TwoOwnersCommand;

/** Starts networks of its own, asks them the held-out questions and counts the right answers. */
@Command(
    name = "eval",
    subcommands = {GateCommand.class, TwoOwnersCommand.class},
    description = {
      "Count right answers on held-out questions: of the bare model, the best single expert, one"
          + " that holds everything, and the network with equal weights, by the gate's prior, and by"
          + " prior and evidence; each with the owners' own passages and with these dealt at random.",
      "Starts networks of its own on the ports from --port-base and stops them again."
    })
public final class EvalCommand implements Callable<Integer> {

  private static final int DEFAULT_BASE = 18_080;

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--experts",
      paramLabel = "DIR",
      description = "A folder of experts (default: the project's own three).")
  private @Nullable Path experts;

  @Option(
      names = "--questions",
      paramLabel = "FILE",
      description =
          "Lines of question, tab, answer, and perhaps a tab and the expert that knows it (default:"
              + " the experts' own questions.tsv).")
  private @Nullable Path questions;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Ask N of the questions, drawn by --seed (default: all).")
  private int sample;

  @Option(names = "--seed", paramLabel = "N", description = "Of sample and deal (default: 1).")
  private long seed = 1;

  @Option(
      names = "--layouts",
      split = ",",
      paramLabel = "L",
      description = "Who holds which passages: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Layout> layouts = List.of(Layout.values());

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "M",
      description = "Who answers: ${COMPLETION-CANDIDATES} (default: all).")
  private List<Method> methods = List.of(Method.values());

  @Option(names = "--answers", description = "Print each answer as well.")
  private boolean answers;

  private final PrintStream progress = System.err;
  private @Nullable Share rightPrior;
  private @Nullable Share rightWeight;
  private long tokens;
  private long millis;

  @Override
  public Integer call() {
    Path folder =
        experts == null
            ? Folders.repository().resolve("inference/network")
            : experts.toAbsolutePath().normalize();
    List<Path> owners = ExpertFolders.experts(folder);
    if (owners.isEmpty()) {
      throw new Failure("The folder " + folder + " has no experts: one sub-folder is one expert.");
    }
    List<HeldOutQuestion> asked = drawn(owners);
    Workspace workspace = Workspace.make("witan-eval");
    Report report = evaluate(folder, owners, asked, workspace);
    System.out.println(options.json() ? Json.pretty(report) : report.toString());
    workspace.delete();
    return 0;
  }

  private Report evaluate(
      Path folder, List<Path> owners, List<HeldOutQuestion> asked, Workspace workspace) {
    Map<Layout, Map<Method, Share>> right = new EnumMap<>(Layout.class);
    for (Layout layout : layouts) {
      Path experts =
          layout == Layout.FIELD
              ? folder
              : ExpertFolders.dealtAtRandom(
                  owners, workspace.resolve("dealt"), new SplittableRandom(seed));
      right.put(layout, answered(layout, experts, asked, workspace));
    }
    if (methods.contains(Method.ONE)) {
      Path all = ExpertFolders.oneHoldsAll(owners, workspace.resolve("one"));
      try (var network = start(all, workspace.resolve("one-home"), Map.of())) {
        Share share = right(asked, ask(network, "one holds all", asked, "witan", true));
        right.values().forEach(shares -> shares.put(Method.ONE, share)); // whoever held them
      }
    }
    double speed = millis == 0 ? 0 : 1000.0 * tokens / millis;
    return new Report(rightPrior, rightWeight, right, speed);
  }

  private Map<Method, Share> answered(
      Layout layout, Path experts, List<HeldOutQuestion> asked, Workspace workspace) {
    Map<Method, Share> right = new EnumMap<>(Method.class);
    List<Method> networks = methods.stream().filter(Method::mixes).toList();
    if (networks.isEmpty()) {
      networks = List.of(Method.EVIDENCE); // which experts alone are asked in
    }
    for (Method method : networks) {
      Path home = workspace.resolve(layout + "-" + method);
      try (var network = start(experts, home, method.settings())) {
        if (methods.contains(method)) {
          List<Asked> said = ask(network, layout + " " + method, asked, "witan", true);
          right.put(method, right(asked, said));
          if (layout == Layout.FIELD && method == Method.EVIDENCE) {
            rightPrior = owned(asked, said, Asked::largestPrior);
            rightWeight = owned(asked, said, Asked::largestWeight);
            said.forEach(one -> {
              tokens += one.tokens();
              millis += one.millis();
            });
          }
        }
        if (method == networks.getFirst()) {
          List<Path> each = ExpertFolders.experts(experts);
          if (methods.contains(Method.BARE)) {
            right.put(Method.BARE, alone(network, each.subList(0, 1), asked, false));
          }
          if (methods.contains(Method.SINGLE)) {
            right.put(Method.SINGLE, alone(network, each, asked, true));
          }
        }
      }
    }
    return right;
  }

  /** What the best of some experts answers rightly on its own. */
  private Share alone(
      EvalNetwork network, List<Path> experts, List<HeldOutQuestion> asked, boolean retrieval) {
    return experts.stream()
        .map(expert -> String.valueOf(expert.getFileName()))
        .map(name ->
            right(
                asked,
                ask(
                    network,
                    retrieval ? name + " alone" : "bare model",
                    asked,
                    "witan/" + name,
                    retrieval)))
        .max(Comparator.comparingInt(Share::count))
        .orElseThrow();
  }

  private List<HeldOutQuestion> drawn(List<Path> owners) {
    List<HeldOutQuestion> all =
        new ArrayList<>(
            questions == null
                ? QuestionFiles.ofExperts(owners)
                : QuestionFiles.read(questions, null));
    if (all.isEmpty()) {
      throw new Failure(
          "There are no questions: put questions.tsv into the experts' folders, or name a file"
              + " with --questions.");
    }
    if (sample > 0 && sample < all.size()) {
      Shuffle.inPlace(all, new SplittableRandom(seed));
      return all.subList(0, sample);
    }
    return all;
  }

  private EvalNetwork start(Path experts, Path home, Map<String, String> settings) {
    progress.println("starting a network of " + ExpertFolders.experts(experts).size() + " ...");
    int base = options.hasPortBase() ? options.ports().base() : DEFAULT_BASE;
    return EvalNetwork.start(experts, home, base, settings);
  }

  private List<Asked> ask(
      EvalNetwork network,
      String what,
      List<HeldOutQuestion> questions,
      String model,
      boolean rag) {
    List<Asked> said = new ArrayList<>();
    int right = 0;
    for (HeldOutQuestion question : questions) {
      Asked answer = network.ask(question.question(), model, rag);
      said.add(answer);
      boolean isRight = Correctness.isRight(answer.answer(), question.answer());
      right += isRight ? 1 : 0;
      if (answers) {
        progress.printf(
            "%s %s%n    wanted %s, got %s%n    %s%n",
            isRight ? "+" : "-",
            question.question(),
            question.answer(),
            answer.answer().replace('\n', ' '),
            answer.experts().stream().map(Object::toString).collect(joining(", ")));
      } else {
        progress.printf("\r%s: %d right of %d asked", what, right, said.size());
      }
    }
    progress.println();
    return said;
  }

  private static Share right(List<HeldOutQuestion> questions, List<Asked> said) {
    Share share = new Share(0, 0);
    for (int i = 0; i < said.size(); i++) {
      share = share.plus(Correctness.isRight(said.get(i).answer(), questions.get(i).answer()));
    }
    return share;
  }

  /**
   * Counted over the questions of which it is known whose they are; one of several owners is right.
   */
  private static @Nullable Share owned(
      List<HeldOutQuestion> questions, List<Asked> said, Function<Asked, Optional<String>> named) {
    Share share = new Share(0, 0);
    for (int i = 0; i < said.size(); i++) {
      String owner = questions.get(i).owner();
      if (owner != null) {
        List<String> owners = List.of(owner.split("\\+"));
        share = share.plus(named.apply(said.get(i)).filter(owners::contains).isPresent());
      }
    }
    return share.of() == 0 ? null : share;
  }
}
