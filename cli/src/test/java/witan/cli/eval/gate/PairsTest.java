package witan.cli.eval.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Failure;

class PairsTest {

  @TempDir private Path folder;

  @Test
  void aPackedFileWithAHeadingIsRead() throws IOException {
    Path file = folder.resolve("pairs.tsv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          ("subject\tprompt\tstrong_correct\tweak_correct\n"
                  + "algebra\tWhat is 1 + 1?\\nA. 2\t1\t0\n".repeat(Apgr.LEAST))
              .getBytes(StandardCharsets.UTF_8));
    }

    var pairs = Pairs.read(file);

    assertThat(pairs).hasSize(Apgr.LEAST);
    assertThat(pairs.getFirst().question()).isEqualTo("What is 1 + 1?\nA. 2");
    assertThat(pairs.getFirst().gain()).isEqualTo(1);
  }

  @Test
  void whatIsNoFileOfPairsIsRefusedWithASentence() throws IOException {
    Path few = Files.writeString(folder.resolve("few.tsv"), "a\tb\t1\t0\n");
    assertThatThrownBy(() -> Pairs.read(few))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("has 1 pairs; a comparison needs at least 500");
    Path bad = Files.writeString(folder.resolve("bad.tsv"), "a\tb\t1\t0\na\tb\tyes\tno\n");
    assertThatThrownBy(() -> Pairs.read(bad))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Line 2 of");
    assertThatThrownBy(() -> Pairs.read(folder.resolve("none.tsv")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("can't be read");
  }
}
