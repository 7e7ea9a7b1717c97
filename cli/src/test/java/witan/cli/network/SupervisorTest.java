package witan.cli.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import witan.cli.Failure;
import witan.cli.Home;

/** Real processes: small shell scripts that say they are ready by making a file. */
class SupervisorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private final List<String> progress = Collections.synchronizedList(new ArrayList<>());
  private RunFolder run;
  private Supervisor supervisor;

  @BeforeEach
  void claim() {
    run = RunFolder.of(new Home(folder), RunFolder.NETWORK);
    run.claim().orElseThrow();
  }

  @AfterEach
  void stop() {
    if (supervisor != null) {
      supervisor.stop();
    }
  }

  private Part part(String name, String script, String... after) {
    Path ready = folder.resolve(name + ".ready");
    return new Part(
        name,
        List.of("bash", "-c", script, name),
        Map.of("READY", ready.toString(), "FOLDER", folder.toString()),
        1,
        URI.create("none:" + name),
        () -> Files.exists(ready),
        List.of(after),
        "TERM",
        folder.resolve(name + ".log"));
  }

  private void start(Duration readyWithin, Part... parts) {
    supervisor =
        new Supervisor(List.of(parts), run, readyWithin, Duration.ofSeconds(2), progress::add);
    supervisor.start();
  }

  private PartState state(String name) {
    return run.parts().stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  private static void eventually(BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within " + PATIENCE).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  @Test
  void aPartStartsOnlyWhenThoseItNeedsAreReady() throws IOException {
    String note = "echo $0 >> $FOLDER/order; ";
    start(
        PATIENCE,
        part("first", "sleep 0.5; " + note + "touch $READY; while true; do sleep 0.1; done"),
        part("second", note + "touch $READY; while true; do sleep 0.1; done", "first"));

    assertThat(Files.readAllLines(folder.resolve("order"))).containsExactly("first", "second");
    assertThat(progress).hasSize(2).first().asString().contains("first").contains("ready after");
    assertThat(state("second").state()).isEqualTo(PartState.READY);
  }

  @Test
  void aPartThatDiesIsStartedAgainAndThatIsWrittenDown() throws InterruptedException {
    start(PATIENCE, part("a", "touch $READY; while true; do sleep 0.1; done"));
    PartState before = state("a");
    before.process().alive().orElseThrow().destroyForcibly();

    eventually(() -> state("a").restarts() == 1 && state("a").state().equals(PartState.READY));
    assertThat(state("a").process().pid()).isNotEqualTo(before.process().pid());
    assertThat(state("a").process().alive()).isPresent();
  }

  @Test
  void whenOnePartCannotStartNothingRuns() throws IOException {
    assertThatThrownBy(() ->
            start(
                PATIENCE,
                part("good", "echo $$ > $FOLDER/pid; touch $READY; while true; do sleep 0.1; done"),
                part("bad", "sleep 1; echo the reason why; exit 7")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("bad ended while it started, with exit code 7")
        .hasMessageContaining("the reason why");

    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(run.parts()).isEmpty();
  }

  @Test
  void aPartThatIsNeverReadyIsGivenUp() {
    assertThatThrownBy(
            () -> start(Duration.ofSeconds(1), part("slow", "while true; do sleep 0.1; done")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("slow was not ready within 1 s");
    assertThat(run.parts()).isEmpty();
  }

  @Test
  void aProgramThatIsNotThereIsASentence() {
    Part missing =
        new Part(
            "missing",
            List.of(folder.resolve("no-such-program").toString()),
            Map.of(),
            1,
            URI.create("none:missing"),
            () -> false,
            List.of(),
            "TERM",
            folder.resolve("missing.log"));

    assertThatThrownBy(() -> start(PATIENCE, missing))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("missing");
  }

  @Test
  void partsAreStoppedInReverseOrderAndByForceIfNeeded() throws IOException {
    String dutiful =
        "trap 'echo $0 >> $FOLDER/stopped; exit 0' TERM; touch $READY; while true; do sleep 0.1;"
            + " done";
    start(
        PATIENCE,
        part("a", dutiful),
        part("b", dutiful),
        part("deaf", "trap '' TERM; touch $READY; while true; do sleep 0.1; done"));
    List<ProcessHandle> running =
        run.parts().stream().flatMap(part -> part.process().alive().stream()).toList();
    assertThat(running).hasSize(3);

    supervisor.stop();

    assertThat(running).noneMatch(ProcessHandle::isAlive);
    assertThat(Files.readAllLines(folder.resolve("stopped"))).containsExactly("b", "a");
    assertThat(run.parts()).isEmpty();
  }

  @Test
  void nothingIsLeftWhenTheSupervisorItselfIsKilled() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LonelySupervisor.class.getName(),
                folder.resolve("other").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("other.log").toFile())
            .start();
    RunFolder others = RunFolder.of(new Home(folder.resolve("other")), RunFolder.NETWORK);
    eventually(() ->
        others.parts().stream().anyMatch(part -> part.state().equals(PartState.READY))
            || !other.isAlive());
    ProcessHandle part = others.parts().getFirst().process().alive().orElseThrow();

    other.destroyForcibly().waitFor(5, TimeUnit.SECONDS);

    assertThat(Signals.gone(part, Duration.ofSeconds(5))).isTrue();
  }

  /** A supervisor of one sleeping process, to be killed. */
  static final class LonelySupervisor {
    private LonelySupervisor() {}

    public static void main(String[] args) {
      Path folder = Path.of(args[0]);
      RunFolder run = RunFolder.of(new Home(folder), RunFolder.NETWORK);
      Part sleeper =
          new Part(
              "sleeper",
              List.of("sleep", "1000"),
              Map.of(),
              1,
              URI.create("none:sleeper"),
              () -> true,
              List.of(),
              "TERM",
              folder.resolve("sleeper.log"));
      Supervisor supervisor =
          new Supervisor(
              List.of(sleeper), run, Duration.ofSeconds(9), Duration.ofSeconds(9), line -> {});
      supervisor.start();
      supervisor.await();
    }
  }
}
