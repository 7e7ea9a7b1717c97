package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Failure;
import witan.cli.Home;

class RunFolderTest {
  @TempDir private Path folder;

  @Test
  void aGroupIsClaimedByOneAtATime() {
    RunFolder run = RunFolder.of(new Home(folder), RunFolder.NETWORK);
    FileLock lock = run.claim().orElseThrow();

    assertThat(run.claim()).isEmpty();
    RunFolder.release(lock);
    assertThat(run.claim()).isPresent().get().satisfies(RunFolder::release);
  }

  @Test
  void whatAKilledSupervisorLeftIsEndedAndForgotten() throws Exception {
    RunFolder run = RunFolder.of(new Home(folder), RunFolder.NETWORK);
    Process orphan = new ProcessBuilder("sleep", "1000").start();
    run.write(part("orphan", ProcessMark.of(orphan.toHandle(), "sleep")));

    assertThat(run.cleanUp()).isEqualTo(1);
    assertThat(orphan.waitFor(5, TimeUnit.SECONDS)).isTrue();
    assertThat(run.parts()).isEmpty();
  }

  @Test
  void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws Exception {
    RunFolder run = RunFolder.of(new Home(folder), RunFolder.NETWORK);
    Process other = new ProcessBuilder("sleep", "1000").start();
    ProcessMark mark = ProcessMark.of(other.toHandle(), "sleep");
    run.write(part("a", new ProcessMark(mark.pid(), mark.startedMillis() - 60_000, "sleep")));
    run.write(part("b", new ProcessMark(mark.pid(), mark.startedMillis(), "postgres")));

    assertThat(run.cleanUp()).isZero();
    assertThat(other.isAlive()).isTrue();
    other.destroyForcibly();
  }

  @Test
  void groupsThatWereAddedComeBeforeTheNetwork() {
    Home home = new Home(folder);
    for (String group : List.of("expert-b", RunFolder.NETWORK, "zebra")) {
      RunFolder.of(home, group).claim().ifPresent(RunFolder::release);
    }

    assertThat(RunFolder.all(home))
        .extracting(RunFolder::group)
        .containsExactly("expert-b", "zebra", RunFolder.NETWORK);
  }

  @Test
  void aDamagedStateIsASentence() throws IOException {
    RunFolder run = RunFolder.of(new Home(folder), RunFolder.NETWORK);
    Files.createDirectories(folder.resolve("run/network"));
    Files.writeString(folder.resolve("run/network/part-x.json"), "{");

    assertThatThrownBy(run::parts).isInstanceOf(Failure.class).hasMessageContaining("is damaged");
  }

  private static PartState part(String name, ProcessMark process) {
    return new PartState(name, process, 1, "http://x", PartState.READY, 0, 0, "TERM");
  }
}
