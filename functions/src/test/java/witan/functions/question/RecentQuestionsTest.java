package witan.functions.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentQuestionsTest {

  private final List<String> embedded = new ArrayList<>();
  private final RecentQuestions recent =
      new RecentQuestions(
          text -> {
            embedded.add(text);
            return new float[] {text.length()};
          },
          2);

  @Test
  void aQuestionAskedAgainIsNotEmbeddedAgain() {
    assertThat(recent.of("one")).containsExactly(recent.of("one"));
    assertThat(embedded).containsExactly("one");
  }

  @Test
  void theQuestionUnusedForLongestIsForgotten() {
    recent.of("one");
    recent.of("two");
    recent.of("one");
    recent.of("three");
    recent.of("one");
    recent.of("two");
    assertThat(embedded).containsExactly("one", "two", "three", "two");
  }

  @Test
  void whatACallerDoesToItsVectorStaysWithIt() {
    recent.of("one")[0] = 99;
    assertThat(recent.of("one")).containsExactly(3);
  }
}
