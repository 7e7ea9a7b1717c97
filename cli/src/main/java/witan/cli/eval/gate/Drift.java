package witan.cli.eval.gate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import witan.gating.Audit;
import witan.gating.Balance;
import witan.gating.Experience;
import witan.gating.Exploration;
import witan.gating.Gate;
import witan.gating.GateParameters;
import witan.gating.KnownExpert;
import witan.gating.LearningParameters;
import witan.gating.Lessons;
import witan.gating.Selection;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.Policy;
import witan.protocol.network.Modality;

/**
 * A network whose experts change and say nothing: after {@value #CHANGE} questions the best expert
 * of a third of the topics gets worse, and its rival, whose profile is the same, gets as good as it
 * was.
 *
 * <p>Of six experts the gate names three a question; those are audited, with noise, and every ten
 * answers it learns. A question's regret is what the best expert for it would have contributed more
 * than the one with the largest prior.
 */
final class Drift {

  static final int QUESTIONS = 1_000;
  static final int CHANGE = 500;

  /** The window that regret is averaged over. */
  static final int WINDOW = 50;

  /** Recovered is who has no more regret than before the change and this. */
  static final double BAND = 0.05;

  private static final int TOPICS = 9;
  private static final int ASKED = 3;
  private static final int LEARNS_EVERY = 10;
  private static final double NOISE = 0.2;

  private final Gate gate;
  private final Exploration exploration;
  private final LearningParameters learning;

  Drift(GateParameters parameters, Exploration exploration, LearningParameters learning) {
    this.gate = new Gate(parameters);
    this.exploration = exploration;
    this.learning = learning;
  }

  /** A run's regret at each question. */
  record Run(double[] learned, double[] priorOnly, double[] bestFixed) {

    /** Questions from the change until a window's regret is back within the band; −1 if never. */
    int recovery() {
      double before = mean(learned, CHANGE - WINDOW, CHANGE);
      // A window that lies after the change as a whole: an earlier one would flatter.
      for (int end = CHANGE + WINDOW; end <= learned.length; end++) {
        if (mean(learned, end - WINDOW, end) <= before + BAND) {
          return end - CHANGE;
        }
      }
      return -1;
    }
  }

  static double mean(double[] regret, int from, int to) {
    return Arrays.stream(regret, from, to).average().orElseThrow();
  }

  Run run(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Population population = new Population(TOPICS, random);
    List<KnownExpert> experts = new ArrayList<>();
    for (int e = 0; e < 6; e++) {
      int first = e / 2 * 3;
      experts.add(population.expert(e, first, first + 2));
    }
    double[] learned = new double[QUESTIONS];
    double[] priorOnly = new double[QUESTIONS];
    double[][] fixed = new double[experts.size()][QUESTIONS];
    List<Audit> audits = new ArrayList<>();
    Balance none = new Balance(0, 0);
    Lessons lessons = new Lessons(Experience.NONE, learning);
    for (int q = 0; q < QUESTIONS; q++) {
      int topic = random.nextInt(TOPICS);
      float[] question = population.question(topic);
      double best = 0;
      for (int e = 0; e < experts.size(); e++) {
        best = Math.max(best, skill(e, topic, q));
      }
      for (int e = 0; e < experts.size(); e++) {
        fixed[e][q] = best - skill(e, topic, q);
      }
      Selection selection =
          exploration.among(experts, Map.of(), none, gate.parameters().lessonWeight(), random);
      List<Candidate> asked = ask(question, experts, lessons, selection);
      learned[q] = best - skill(first(asked), topic, q);
      List<Candidate> untaught = ask(question, experts, Lessons.none(), Selection.BY_RELEVANCE);
      priorOnly[q] = best - skill(first(untaught), topic, q);
      Map<String, Audit.Finding> findings = new HashMap<>();
      for (Candidate candidate : asked) {
        int expert = candidate.expert().uid();
        double score =
            Math.clamp(skill(expert, topic, q) + NOISE * random.nextGaussian(), 0.0, 1.0);
        findings.put(
            candidate.expert().descriptor().hotkey().hex(), new Audit.Finding(null, score));
      }
      audits.add(new Audit(question, Instant.ofEpochSecond(q), findings));
      if (audits.size() == LEARNS_EVERY) {
        lessons = new Lessons(lessons.experience().after(audits, learning), learning);
        audits.clear();
      }
    }
    double[] bestFixed = fixed[0];
    for (double[] regret : fixed) {
      bestFixed = mean(regret, 0, QUESTIONS) < mean(bestFixed, 0, QUESTIONS) ? regret : bestFixed;
    }
    return new Run(learned, priorOnly, bestFixed);
  }

  private List<Candidate> ask(
      float[] question, List<KnownExpert> experts, Lessons lessons, Selection selection) {
    return gate.candidates(
        question, experts, lessons, Modality.TEXT, Policy.NONE, ASKED, selection);
  }

  private static int first(List<Candidate> asked) {
    return asked.getFirst().expert().uid();
  }

  /** What an expert contributes: pairs of rivals share their topics, one of them is better. */
  private static double skill(int expert, int topic, int question) {
    boolean own = topic / 3 == expert / 2;
    if (!own) {
      return 0.1;
    }
    boolean changed = question >= CHANGE;
    return switch (expert) {
      case 0 -> changed ? 0.2 : 0.9;
      case 1 -> changed ? 0.9 : 0.4;
      case 2 -> 0.8;
      case 3 -> 0.5;
      case 4 -> 0.3;
      default -> 0.7;
    };
  }
}
