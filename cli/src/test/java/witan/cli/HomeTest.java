package witan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir private Path folder;

  @Test
  void aSecretIsMadeOnceAndOnlyItsOwnerMayReadIt() throws IOException {
    Home home = new Home(folder);
    String secret = home.secret("service-key");

    assertThat(secret).hasSize(48);
    assertThat(home.secret("service-key")).isEqualTo(secret);
    assertThat(home.secret("another")).isNotEqualTo(secret);
    assertThat(Files.getPosixFilePermissions(folder.resolve("secrets/service-key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aFolderThatCannotBeMadeIsOneSentence() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> new Home(file.resolve("below")).prepare())
        .isInstanceOf(Failure.class)
        .hasMessageContaining("can't be written")
        .hasMessageContaining("--home");
  }
}
