package witan.cli.eval;

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

class QuestionFilesTest {
  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("q.tsv"), text);
  }

  @Test
  void aLineIsAQuestionItsAnswerAndPerhapsItsOwner() throws IOException {
    Path file = file("# comment\nWho? \t Me\n\nWhere?\tHere\tmusic\n");

    assertThat(QuestionFiles.read(file, "cooking"))
        .containsExactly(
            new HeldOutQuestion("Who?", "Me", "cooking"),
            new HeldOutQuestion("Where?", "Here", "music"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no tab at all", "\tanswer", "question\t", "question\t \towner"})
  void aBadLineIsNamedByItsNumber(String line) throws IOException {
    Path file = file("Who?\tMe\n" + line + "\n");

    assertThatThrownBy(() -> QuestionFiles.read(file, null))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Line 2 of " + file);
  }

  @Test
  void aMissingFileIsASentence() {
    assertThatThrownBy(() -> QuestionFiles.read(folder.resolve("none.tsv"), null))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("can't be read");
  }

  @Test
  void theQuestionsOfAnExpertAreItsOwn() throws IOException {
    Path music = Files.createDirectories(folder.resolve("music"));
    Path silent = Files.createDirectories(folder.resolve("silent"));
    Files.writeString(music.resolve("questions.tsv"), "Who?\tMe\n");

    assertThat(QuestionFiles.ofExperts(List.of(music, silent)))
        .containsExactly(new HeldOutQuestion("Who?", "Me", "music"));
  }
}
