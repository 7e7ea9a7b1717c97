package witan.cli.eval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import witan.gating.LearningParameters;

class DriftTest {

  @Test
  void aGateThatLearnsIsBackWithinTwoHundredQuestionsOfAChange() {
    Drift.Run run =
        new Drift(GateCommand.PARAMETERS, GateCommand.EXPLORATION, LearningParameters.DEFAULTS)
            .run(1);

    double[] regret = run.learned();
    assertThat(Drift.mean(regret, Drift.CHANGE, Drift.CHANGE + Drift.WINDOW))
        .as("the change hurts")
        .isGreaterThan(0.1);
    assertThat(run.recovery()).isBetween(Drift.WINDOW, 200);
    double whole = Drift.mean(regret, 0, Drift.QUESTIONS);
    assertThat(whole)
        .isLessThan(0.5 * Drift.mean(run.priorOnly(), 0, Drift.QUESTIONS))
        .isLessThan(0.5 * Drift.mean(run.bestFixed(), 0, Drift.QUESTIONS));
  }
}
