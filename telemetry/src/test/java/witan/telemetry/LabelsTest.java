package witan.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LabelsTest {

  @Test
  void theFirstFewAreToldApartAndAllOthersAreOne() {
    Labels labels = new Labels(2);

    assertThat(labels.of("anna")).isEqualTo("anna");
    assertThat(labels.of("bert")).isEqualTo("bert");
    assertThat(labels.of("cleo")).isEqualTo("other");
    assertThat(labels.of("anna")).isEqualTo("anna");
  }

  @Test
  void howeverManyThereAreTheValuesStayFew() {
    Labels labels = new Labels(64);
    Set<String> values = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      values.add(labels.of("expert-" + i));
    }

    assertThat(values).hasSize(65).contains("other");
  }
}
