package witan.cli.eval;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.eval.gate.GateCommand;

/** Starts networks of its own, asks them the held-out questions and counts the right answers. */
@Command(
    name = "eval",
    subcommands = GateCommand.class,
    description = {
      "Count right answers on held-out questions: the network, the bare model, one expert that"
          + " holds everything, and the passages dealt at random to owners.",
      "Starts networks of its own on the ports from --port-base and stops them again."
    })
public final class EvalCommand implements Callable<Integer> {

  /** What is compared with what. */
  enum Layout {
    FIELD,
    BARE,
    ONE,
    DEALT
  }

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
      description = "Which of ${COMPLETION-CANDIDATES} (default: all).")
  private List<Layout> layouts = List.of(Layout.values());

  @Option(names = "--answers", description = "Print each answer as well.")
  private boolean answers;

  private final PrintStream progress = System.err;
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
    Path workspace = workspace();
    // Kept when something fails: the logs in it say why.
    Report report = evaluate(folder, owners, asked, workspace);
    System.out.println(options.json() ? Json.pretty(report) : report.toString());
    delete(workspace);
    return 0;
  }

  private Report evaluate(
      Path folder, List<Path> owners, List<HeldOutQuestion> asked, Path workspace) {
    Share prior = null;
    Share weight = null;
    Share right = null;
    Share bare = null;
    if (layouts.contains(Layout.FIELD) || layouts.contains(Layout.BARE)) {
      try (var network = start(folder, workspace.resolve("field"))) {
        if (layouts.contains(Layout.FIELD)) {
          List<Asked> said = ask(network, "network", asked, "witan", true);
          right = right(asked, said);
          prior = owned(asked, said, (q, a) -> q.equals(a.largestPrior().orElse("")));
          weight = owned(asked, said, (q, a) -> q.equals(a.largestWeight().orElse("")));
        }
        if (layouts.contains(Layout.BARE)) {
          String one = "witan/" + owners.getFirst().getFileName();
          bare = right(asked, ask(network, "bare model", asked, one, false));
        }
      }
    }
    double speed = millis == 0 ? 0 : 1000.0 * tokens / millis;
    Share one = null;
    if (layouts.contains(Layout.ONE)) {
      Path all = ExpertFolders.oneHoldsAll(owners, workspace.resolve("one-experts"));
      try (var network = start(all, workspace.resolve("one"))) {
        one = right(asked, ask(network, "one holds all", asked, "witan", true));
      }
    }
    Share dealt = null;
    if (layouts.contains(Layout.DEALT)) {
      Path random =
          ExpertFolders.dealtAtRandom(
              owners, workspace.resolve("dealt-experts"), new SplittableRandom(seed));
      try (var network = start(random, workspace.resolve("dealt"))) {
        dealt = right(asked, ask(network, "dealt at random", asked, "witan", true));
      }
    }
    return new Report(prior, weight, right, bare, one, dealt, speed);
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

  private EvalNetwork start(Path experts, Path home) {
    progress.println("starting a network of " + ExpertFolders.experts(experts).size() + " ...");
    int base = options.hasPortBase() ? options.ports().base() : DEFAULT_BASE;
    return EvalNetwork.start(experts, home, base);
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
      if (what.equals("network")) {
        tokens += answer.tokens();
        millis += answer.millis();
      }
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

  /** Counted over the questions of which it is known whose they are. */
  private static @Nullable Share owned(
      List<HeldOutQuestion> questions, List<Asked> said, BiPredicate<String, Asked> so) {
    Share share = new Share(0, 0);
    for (int i = 0; i < said.size(); i++) {
      String owner = questions.get(i).owner();
      if (owner != null) {
        share = share.plus(so.test(owner, said.get(i)));
      }
    }
    return share.of() == 0 ? null : share;
  }

  private static Path workspace() {
    try {
      return Files.createTempDirectory("witan-eval");
    } catch (IOException e) {
      throw new Failure("No temporary folder can be made.", e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A leftover in the temporary folder harms nobody.
      System.err.println("The folder " + folder + " could not be deleted.");
    }
  }
}
