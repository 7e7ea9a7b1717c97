package witan.cli.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrectnessTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          It was made for Prince Metternich. | Metternich      | true
          in SÃO-PAULO, Brazil               | Sao Paulo       | true
          Crème   brûlée!                    | creme brulee    | true
          In 1888.                           | 1888            | true
          In 18881.                          | 1888            | false
          a cart                             | art             | false
          the capital                        | Paris           | false
          """)
  void anAnswerIsRightWhenItContainsTheReferenceAsWholeWords(
      String answer, String reference, boolean right) {
    assertThat(Correctness.isRight(answer, reference)).isEqualTo(right);
  }

  @Test
  void ofAReferenceInPartsAllMustBeThere() {
    assertThat(Correctness.isRight("Termites, and the bark of spruce.", "spruce|termites"))
        .isTrue();
    assertThat(Correctness.isRight("Termites do.", "spruce|termites")).isFalse();
  }
}
