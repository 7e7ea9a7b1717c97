package witan.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Think hard before changing this. */
class PurityTest {

  /** Because anyone must be able to recompute a reward from the published inputs alone. */
  @Test
  void whatDecidesARewardNeedsNothingButTheJdk() throws Exception {
    Path classes = Path.of(Epoch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> core;
    try (Stream<Path> all = Files.walk(classes)) {
      core =
          all.filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.toString().contains("simulation"))
              .filter(file -> !file.endsWith("package-info.class"))
              .toList();
    }
    assertThat(core).hasSizeGreaterThan(20);
    for (Path file : core) {
      assertThat(needed(file))
          .as(file.toString())
          .allMatch(
              name -> name.matches("\\[*L?(java/(lang|math|nio|util)|witan/consensus)/.*|\\[+."))
          .noneMatch(name -> name.contains("simulation"));
    }
  }

  private static List<String> needed(Path file) throws IOException {
    return StreamSupport.stream(ClassFile.of().parse(file).constantPool().spliterator(), false)
        .filter(ClassEntry.class::isInstance)
        .map(entry -> ((ClassEntry) entry).asInternalName())
        .toList();
  }
}
