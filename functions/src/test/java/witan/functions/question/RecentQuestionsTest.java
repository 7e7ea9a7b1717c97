package witan.functions.question;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentQuestionsTest {

  private final List<String> embedded = new ArrayList<>();
  private final RecentQuestions recent =
      new RecentQuestions(
          text -> {
            embedded.add(text);
            return Uni.createFrom().item(new float[] {text.length()});
          },
          2);

  private float[] of(String question) {
    return recent.of(question).await().atMost(Duration.ofSeconds(10));
  }

  @Test
  void aQuestionAskedAgainIsNotEmbeddedAgain() {
    assertThat(of("one")).containsExactly(of("one"));
    assertThat(embedded).containsExactly("one");
  }

  @Test
  void theQuestionUnusedForLongestIsForgotten() {
    of("one");
    of("two");
    of("one");
    of("three");
    of("one");
    of("two");
    assertThat(embedded).containsExactly("one", "two", "three", "two");
  }

  @Test
  void whatACallerDoesToItsVectorStaysWithIt() {
    of("one")[0] = 99;
    assertThat(of("one")).containsExactly(3);
  }
}
