package witan.cli.eval.owners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.cli.Failure;
import witan.cli.Folders;
import witan.cli.eval.Correctness;

class TwoOwnersQuestionTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"two-owners.tsv", "two-answers.tsv"})
  void eachOfTheProjectsQuestionsHasItsAnswerInTheTwoPassagesAndInNeitherAlone(String file) {
    Path inference = Folders.repository().resolve("inference");
    List<TwoOwnersQuestion> questions = TwoOwnersQuestion.read(inference.resolve(file));
    assertThat(questions).hasSizeGreaterThanOrEqualTo(30);
    for (TwoOwnersQuestion one : questions) {
      List<String> texts = one.texts(inference.resolve("network"));
      assertThat(one.owners()).doesNotHaveDuplicates();
      assertThat(Correctness.isRight(String.join(" ", texts), one.answer()))
          .as(one.question())
          .isTrue();
      assertThat(Correctness.isRight(texts.getLast(), one.answer())).as(one.question()).isFalse();
      assertThat(one.plan().steps()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void aLineWithoutTwoOwnersIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("q.tsv"), "Q?\tA\tcooking\tTitle|Other\tA?|B?\n");
    assertThatThrownBy(() -> TwoOwnersQuestion.read(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("two owners");
  }

  @Test
  void aLineOfFewerFieldsIsRefusedByItsNumber() throws IOException {
    Path file = Files.writeString(folder.resolve("q.tsv"), "# head\nQ?\tA\n");
    assertThatThrownBy(() -> TwoOwnersQuestion.read(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Line 2");
  }

  @Test
  void aPassageThatNobodyHasIsNamed() {
    var question =
        new TwoOwnersQuestion(
            "Q?", "A", List.of("cooking", "sports"), List.of("None", "None"), Plan.of("A?|B?"));
    assertThatThrownBy(() -> question.texts(Folders.repository().resolve("inference/network")))
        .isInstanceOf(Failure.class)
        .hasMessage("cooking has no passage \"None\".");
  }
}
