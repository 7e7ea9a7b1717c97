package witan.cli.eval.owners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  private final List<String> asked = new ArrayList<>();

  private List<String> follow(String plan, String... answers) {
    Iterator<String> said = List.of(answers).iterator();
    return Plan.of(plan)
        .follow(step -> {
          asked.add(step);
          return said.next();
        });
  }

  @Test
  void aStepGetsTheYearThatTheLastAnswerNamed() {
    assertThat(follow("When?|Which salad in {year}?", "In 1924, not 1925.", "Caesar"))
        .containsExactly("In 1924, not 1925.", "Caesar");
    assertThat(asked).containsExactly("When?", "Which salad in 1924?");
  }

  @Test
  void withoutAYearAStepGetsTheWholeAnswer() {
    follow("When?|Which salad in {year}?", "long ago", "none");
    assertThat(asked.getLast()).isEqualTo("Which salad in long ago?");
  }

  @Test
  void aStepGetsTheLastAnswerOrAllOfThem() {
    follow("A?|{answer} B?|{answers} C?", "a.", "b.", "c.");
    assertThat(asked).containsExactly("A?", "a. B?", "a. b. C?");
  }

  @Test
  void stepsThatUseNothingStandSideBySide() {
    assertThat(Plan.of("A?|B?").builds()).isFalse();
    assertThat(Plan.of("A?|{answer} B?").builds()).isTrue();
  }
}
