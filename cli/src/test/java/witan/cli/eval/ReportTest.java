package witan.cli.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import witan.cli.Json;

class ReportTest {
  private static final Report REPORT =
      new Report(
          new Share(19, 20),
          null,
          Map.of(Layout.FIELD, Map.of(Method.EVIDENCE, new Share(13, 20))),
          31.25);

  @Test
  void whatWasNotAskedForIsNotShown() {
    assertThat(REPORT.toString().lines()).hasSize(4);
    assertThat(REPORT.toString())
        .contains("right expert has the largest prior     95.0 %  (19 of 20; 95 %:")
        .contains("right answers, by field")
        .contains("31.3 tokens/s")
        .doesNotContain("bare");
  }

  @Test
  void jsonHasCountsAndIntervals() {
    var json = Json.MAPPER.valueToTree(REPORT);

    assertThat(json.at("/right/FIELD/EVIDENCE/count").asInt()).isEqualTo(13);
    assertThat(json.at("/right/FIELD/EVIDENCE/value").asDouble()).isEqualTo(0.65);
    assertThat(json.at("/right/FIELD/EVIDENCE/low").asDouble()).isBetween(0.4, 0.45);
    assertThat(json.has("rightWeight")).isFalse();
  }
}
