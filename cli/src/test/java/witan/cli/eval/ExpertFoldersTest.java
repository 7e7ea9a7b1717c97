package witan.cli.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpertFoldersTest {
  @TempDir private Path folder;

  @BeforeEach
  void layOut() throws IOException {
    Path a = Files.createDirectories(folder.resolve("in/a"));
    Path b = Files.createDirectories(folder.resolve("in/b"));
    Files.writeString(a.resolve("one.md"), "# Title\n\n## P1\ntext 1\n\n## P2\ntext 2\n");
    Files.writeString(b.resolve("two.txt"), "text 3 without a heading\n");
    Files.writeString(b.resolve("more.md"), "## P4\ntext 4\n");
    Files.writeString(b.resolve("questions.tsv"), "Held out?\tyes\n");
  }

  private List<Path> experts() {
    return ExpertFolders.experts(folder.resolve("in"));
  }

  private static List<String> passages(Path corpus) {
    try {
      return Arrays.asList(Files.readString(corpus.resolve("passages.md")).strip().split("\n\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void oneHoldsEveryPassageAndNoQuestion() {
    Path all = ExpertFolders.oneHoldsAll(experts(), folder.resolve("all"));

    assertThat(ExpertFolders.experts(all)).hasSize(1);
    assertThat(passages(all.resolve("all")))
        .containsExactlyInAnyOrder(
            "## P1\ntext 1", "## P2\ntext 2", "text 3 without a heading", "## P4\ntext 4");
  }

  @Test
  void dealtPassagesAreEachAtOneOwnerAndTheSeedDecides() {
    Path one = ExpertFolders.dealtAtRandom(experts(), folder.resolve("1"), new SplittableRandom(1));
    Path two = ExpertFolders.dealtAtRandom(experts(), folder.resolve("2"), new SplittableRandom(1));

    List<String> first = passages(one.resolve("owner-1"));
    List<String> second = passages(one.resolve("owner-2"));
    assertThat(first).hasSize(2).doesNotContainAnyElementsOf(second);
    assertThat(second).hasSize(2);
    assertThat(passages(two.resolve("owner-1"))).isEqualTo(first);
  }
}
