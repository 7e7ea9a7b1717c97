package witan.consensus.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import witan.consensus.Vectors;

class VectorsTest {

  @ParameterizedTest
  @CsvSource({
    "subtensor-epoch-published, 17, 17",
    "epoch-random-fixedpoint, 3, 3",
    "yuma-cases-fixedpoint, 10, 40"
  })
  void everyNumberIsTheChains(String file, int cases, int scenarios) {
    List<Scenario> all = CaseFile.read(Vectors.read(file));

    assertThat(all).hasSize(scenarios);
    assertThat(all.stream().map(Scenario::name).distinct()).hasSize(cases);
    for (Scenario scenario : all) {
      for (Scenario.Result result : scenario.run()) {
        assertThat(result.differences())
            .as(scenario.title() + ", " + result.step().label())
            .isEmpty();
      }
    }
  }
}
