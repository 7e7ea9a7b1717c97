package witan.cli.eval.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import witan.gating.Balance;

class LoadShareTest {

  @Test
  void theBiasEvensOutWhatPopularityAloneMadeUneven() {
    LoadShare load = new LoadShare(GateCommand.PARAMETERS, Balance.STEP, Balance.BOUND);

    assertThat(load.run(false, 1).popular()).isGreaterThan(2.5);
    LoadShare.Shares balanced = load.run(true, 1);
    assertThat(balanced.popular()).isBetween(0.8, 1.25);
    assertThat(balanced.able()).as("in their field").isGreaterThan(0.99);
  }
}
