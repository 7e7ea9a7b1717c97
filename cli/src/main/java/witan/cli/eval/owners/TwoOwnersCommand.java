package witan.cli.eval.owners;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.Folders;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.eval.Correctness;
import witan.cli.eval.EvalNetwork;
import witan.cli.eval.ExpertFolders;
import witan.cli.eval.Method;
import witan.cli.eval.Share;
import witan.cli.eval.Workspace;

/** Asks what no single owner knows, in several ways, and counts which way is answered rightly. */
@Command(
    name = "two-owners",
    description = {
      "Ask questions that need two owners' passages, in several ways, and count the right answers:"
          + " as asked, briefly, in steps; of the network, of one expert that holds everything, and"
          + " of one model with both passages before it.",
      "Starts networks of its own on the ports from --port-base and stops them again."
    })
public final class TwoOwnersCommand implements Runnable {

  private static final int DEFAULT_BASE = 18_080;
  private static final String NETWORK = "witan";
  private static final String FEW_WORDS = "Answer in a few words.";
  private static final String FROM_THE_TEXT = "Answer the question from the text.";

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = "Ask the first N questions of each kind (default: all).")
  private int sample;

  @Option(names = "--answers", description = "Print each answer as well.")
  private boolean answers;

  private final PrintStream progress = System.err;

  @Override
  public void run() {
    Path inference = Folders.repository().resolve("inference");
    Path experts = inference.resolve("network");
    List<TwoOwnersQuestion> joined = some(inference.resolve("two-owners.tsv"));
    List<TwoOwnersQuestion> inOne = some(inference.resolve("two-answers.tsv"));
    TwoOwnersReport report =
        new TwoOwnersReport(new EnumMap<>(Way.class), new EnumMap<>(Way.class));
    Workspace workspace = Workspace.make("witan-two-owners");
    for (Way.Household household : Way.Household.values()) {
      try (EvalNetwork network = start(household, experts, workspace)) {
        for (Way way : Way.values()) {
          if (way.household == household) {
            report.joined().put(way, right(network, way, joined, experts));
            report.inOne().put(way, right(network, way, inOne, experts));
          }
        }
      }
    }
    System.out.println(options.json() ? Json.pretty(report) : report.toString());
    workspace.delete();
  }

  private List<TwoOwnersQuestion> some(Path file) {
    List<TwoOwnersQuestion> all = TwoOwnersQuestion.read(file);
    return sample > 0 && sample < all.size() ? all.subList(0, sample) : all;
  }

  private EvalNetwork start(Way.Household household, Path experts, Workspace workspace) {
    progress.println("starting a network ...");
    Path folder =
        household == Way.Household.TOGETHER
            ? ExpertFolders.oneHoldsAll(
                ExpertFolders.experts(experts), workspace.resolve("together"))
            : experts;
    Map<String, String> settings =
        household == Way.Household.EQUAL ? Method.UNIFORM.settings() : Map.of();
    int base = options.hasPortBase() ? options.ports().base() : DEFAULT_BASE;
    return EvalNetwork.start(folder, workspace.resolve(household + "-home"), base, settings);
  }

  private Share right(
      EvalNetwork network, Way way, List<TwoOwnersQuestion> questions, Path experts) {
    Share share = new Share(0, 0);
    for (TwoOwnersQuestion question : questions) {
      String answer = answer(network, way, question, experts);
      boolean right = Correctness.isRight(answer, question.answer());
      share = share.plus(right);
      if (answers) {
        progress.printf(
            "%s %s (%s)%n    wanted %s, got %s%n",
            right ? "+" : "-",
            question.question(),
            way,
            question.answer(),
            answer.replace('\n', ' '));
      } else {
        progress.printf("\r%s: %d right of %d asked", way, share.count(), share.of());
      }
    }
    progress.println();
    return share;
  }

  private static String answer(
      EvalNetwork network, Way way, TwoOwnersQuestion question, Path experts) {
    return switch (way) {
      case WHOLE, EQUAL, ONE_WHOLE -> said(network, null, question.question());
      case BRIEF -> said(network, FEW_WORDS, question.question());
      case EACH ->
          question.owners().stream()
              .map(owner -> network.ask(question.question(), NETWORK + "/" + owner, true).answer())
              .collect(Collectors.joining(" "));
      case STEPS, ONE_STEPS -> {
        List<String> said = question.plan().follow(step -> said(network, null, step));
        yield question.plan().builds() ? said.getLast() : String.join(" ", said);
      }
      case BOTH -> read(network, question, question.texts(experts), FROM_THE_TEXT);
      case BOTH_TURNED ->
          read(network, question, question.texts(experts).reversed(), FROM_THE_TEXT);
      case BOTH_BRIEF ->
          read(network, question, question.texts(experts), FROM_THE_TEXT + " " + FEW_WORDS);
    };
  }

  private static String said(EvalNetwork network, @Nullable String instruction, String question) {
    return network.ask(instruction, question, NETWORK, true).answer();
  }

  /** What the model says over {@code texts}, in the form in which experts put theirs before it. */
  private static String read(
      EvalNetwork network, TwoOwnersQuestion question, List<String> texts, String instruction) {
    return network
        .ask(
            instruction,
            "Text: " + String.join("\n\n", texts) + "\n\nQuestion: " + question.question(),
            NETWORK + "/" + question.owners().getFirst(),
            false)
        .answer();
  }
}
