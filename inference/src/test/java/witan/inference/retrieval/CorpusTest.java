package witan.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  @TempDir Path folder;

  @Test
  void questionsSettingsAndHiddenFilesAreNeverRead() throws IOException {
    write("a.md", "seen");
    write("deep/b.txt", "seen too");
    write("questions.tsv", "question\tanswer");
    write("expert.yaml", "profile: x");
    write(".secret.md", "hidden");
    write(".git/c.md", "hidden");
    write("d.pdf", "no text");

    assertThat(Corpus.read(folder).passages())
        .extracting(Passage::source)
        .containsExactly("a.md", "deep/b.txt");
  }

  @Test
  void theDigestChangesWithATextAndOnlyThen() throws IOException {
    write("a.md", "one");
    String before = Corpus.read(folder).digest();
    write("questions.tsv", "question\tanswer");
    String unchanged = Corpus.read(folder).digest();
    write("a.md", "two");

    assertThat(unchanged).isEqualTo(before);
    assertThat(Corpus.read(folder).digest()).isNotEqualTo(before);
  }

  @Test
  void aFolderThatDoesNotExistIsAnEmptyCorpus() {
    assertThat(Corpus.read(folder.resolve("none")).passages()).isEmpty();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
