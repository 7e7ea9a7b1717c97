package witan.cli.eval.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import witan.gating.Balance;
import witan.gating.Exploration;
import witan.gating.Gate;
import witan.gating.GateParameters;
import witan.gating.KnownExpert;
import witan.gating.Lessons;
import witan.gating.Selection;
import witan.protocol.gate.Candidate;
import witan.protocol.gate.Policy;
import witan.protocol.network.Modality;

/**
 * How the load is shared when one expert of a field is about three times as popular as each of its
 * peers, only since its corpus lies a little nearer to the questions.
 *
 * <p>Three fields of four experts each; the gate names one a question.
 */
final class LoadShare {

  private static final int FIELDS = 3;
  private static final int PEERS = 4;
  private static final int QUESTIONS = 6_000;

  private final GateParameters parameters;
  private final double step;
  private final double bound;

  LoadShare(GateParameters parameters, double balanceStep, double balanceBound) {
    this.parameters = parameters;
    this.step = balanceStep;
    this.bound = balanceBound;
  }

  /**
   * @param popular how often a field's popular expert was named for each time that one of its peers
   *     was
   * @param able the part of the questions that went to an expert of their field
   */
  record Shares(double popular, double able) {}

  /** The second half of the questions, so that a balance has settled. */
  Shares run(boolean balanced, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    Population population = new Population(FIELDS, random);
    List<KnownExpert> experts = new ArrayList<>();
    for (int e = 0; e < FIELDS * PEERS; e++) {
      int field = e / PEERS;
      experts.add(
          isPopular(e) ? population.expert(e, field, field) : population.resembling(e, field));
    }
    Gate gate = new Gate(parameters);
    Selection selection =
        new Exploration(0, 0, 0, 0)
            .among(
                experts,
                Map.of(),
                new Balance(step, balanced ? bound : 0),
                parameters.lessonWeight(),
                random);
    double popular = 0;
    double peers = 0;
    double able = 0;
    for (int q = 0; q < QUESTIONS; q++) {
      int topic = random.nextInt(FIELDS);
      Candidate named =
          gate.candidates(
                  population.question(topic),
                  experts,
                  Lessons.none(),
                  Modality.TEXT,
                  Policy.NONE,
                  1,
                  selection)
              .getFirst();
      if (q >= QUESTIONS / 2) {
        int expert = named.expert().uid();
        popular += isPopular(expert) ? 1 : 0;
        peers += isPopular(expert) ? 0 : 1;
        able += expert / PEERS == topic ? 1 : 0;
      }
    }
    return new Shares(popular / (peers / (PEERS - 1)), able / (QUESTIONS - QUESTIONS / 2));
  }

  private static boolean isPopular(int expert) {
    return expert % PEERS == 0;
  }
}
