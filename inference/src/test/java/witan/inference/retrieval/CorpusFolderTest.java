package witan.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusFolderTest {

  @TempDir Path folder;

  @Test
  void questionsSettingsHiddenFilesAndLinksAreNeverRead(@TempDir Path elsewhere)
      throws IOException {
    write("a.md", "seen");
    write("deep/b.txt", "seen too");
    write("deep/c.HTML", "<p>seen as well");
    write("d.pdf", "seen, whatever is in it");
    write("questions.tsv", "question\tanswer");
    write("expert.yaml", "profile: x");
    write(".secret.md", "hidden");
    write(".git/c.md", "hidden");
    Files.writeString(elsewhere.resolve("other.md"), "not given");
    Files.createSymbolicLink(folder.resolve("link.md"), elsewhere.resolve("other.md"));
    Files.createSymbolicLink(folder.resolve("link"), elsewhere);

    assertThat(new CorpusFolder(folder, 1_000).documents())
        .containsOnlyKeys("a.md", "d.pdf", "deep/b.txt", "deep/c.HTML");
  }

  @Test
  void aFolderThatDoesNotExistHasNoDocuments() {
    assertThat(new CorpusFolder(folder.resolve("none"), 1_000).documents()).isEmpty();
  }

  @Test
  void aFileThatIsTooLargeIsRefusedWithASentence() throws IOException {
    write("large.txt", "a".repeat(1_001));

    assertThatThrownBy(() -> new CorpusFolder(folder, 1_000).bytes("large.txt"))
        .isInstanceOf(UnreadableDocumentException.class)
        .hasMessageContaining("1,001 bytes")
        .hasMessageContaining("witan.expert.retrieval.largest-file");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
