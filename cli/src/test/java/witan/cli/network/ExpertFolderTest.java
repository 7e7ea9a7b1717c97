package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import witan.cli.Failure;

class ExpertFolderTest {
  @TempDir private Path folder;

  @Test
  void everyVisibleFolderIsAnExpert() throws IOException {
    Files.createDirectories(folder.resolve("music"));
    Files.createDirectories(folder.resolve("cooking"));
    Files.createDirectories(folder.resolve(".git"));
    Files.createFile(folder.resolve("README.md"));

    assertThat(ExpertFolder.all(folder))
        .extracting(ExpertFolder::name)
        .containsExactly("cooking", "music");
  }

  @Test
  void aFolderWithoutExpertsIsRefused() {
    assertThatThrownBy(() -> ExpertFolder.all(folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("holds no expert");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "ledger", "postgres", "-dash", "ünïcode"})
  void aNameThatCannotBeOneIsRefused(String name) throws IOException {
    Path expert = Files.createDirectories(folder.resolve(name));

    assertThatThrownBy(() -> new ExpertFolder(expert))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("ename the folder");
  }

  @Test
  void theModelStandsInTheSettings() throws IOException {
    Path expert = Files.createDirectories(folder.resolve("cooking"));
    assertThat(new ExpertFolder(expert).model()).isEmpty();

    Files.writeString(expert.resolve("expert.yaml"), "model: some-model\nlabels: [a]\n");
    assertThat(new ExpertFolder(expert).model()).contains("some-model");

    Files.writeString(expert.resolve("expert.yaml"), "model: [unclosed\n");
    assertThatThrownBy(() -> new ExpertFolder(expert).model())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("not proper YAML");
  }
}
