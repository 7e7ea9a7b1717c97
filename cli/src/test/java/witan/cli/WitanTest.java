package witan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class WitanTest {
  @TempDir private Path home;

  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    CommandLine line = Witan.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(words);
  }

  private String output(String... words) {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      run(words);
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyCommandTakesTheGlobalOptions() {
    for (CommandLine command : all(Witan.commandLine())) {
      assertThat(command.getCommandSpec().optionsMap().keySet())
          .as(command.getCommandSpec().qualifiedName())
          .contains("--port-base", "--home", "--json", "--help");
    }
  }

  @Test
  void globalOptionsMayStandBeforeTheCommandOrAfterIt() {
    assertThat(output("--json", "version")).startsWith("{");
    assertThat(output("version", "--json")).startsWith("{");
    assertThat(output("version")).startsWith("Witan ");

    assertThat(run("--home", home.toString(), "status")).isEqualTo(Failure.NOTHING_RUNS);
    assertThat(err.toString()).contains("No network runs in " + home);
    assertThat(run("--home", "/elsewhere", "status", "--home=" + home))
        .isEqualTo(Failure.NOTHING_RUNS);
    assertThat(err.toString()).doesNotContain("/elsewhere");
  }

  @Test
  void whoNamesAHomeIsNotAnsweredByAnotherNetwork() {
    assertThat(run("ask", "Who?", "--home", home + "/of mine")).isEqualTo(Failure.NOTHING_RUNS);

    assertThat(err.toString())
        .contains("No network runs in " + home + "/of mine")
        .contains("./witan --home '" + home + "/of mine' up");
  }

  @Test
  void anOptionMayStandBetweenACommandAndItsSubcommand() {
    String file = home.resolve("a.key").toString();

    assertThat(output("key", "--json", "new", file)).contains("\"hotkey\"");
    assertThat(output("key", "show", file)).matches("[0-9a-f]{64}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "up --nonsense",
        "up --port-base many",
        "up extra",
        "expert",
        "model",
        "ask",
        "logs",
        "ask question --temperature warm",
        ""
      })
  void aMistakeIsOneSentenceAndWhereToRead(String words) {
    int exit = run(words.isEmpty() ? new String[0] : words.split(" "));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString()).startsWith("witan: ").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "up --port-base 70000",
        "logs ../../../etc/passwd",
        "logs nobody",
        "model pull no-such-model",
        "key show /no/such/key",
        "expert start /no/such/folder",
        "expert start . --network nowhere",
        "up --experts /no/such/folder",
        "eval --experts /no/such/folder"
      })
  void whatCannotBeDoneIsOneSentence(String words) {
    List<String> all = new ArrayList<>(List.of(words.split(" ")));
    all.add("--home=" + home);

    assertThat(run(all.toArray(String[]::new))).isEqualTo(1);
    assertThat(err.toString()).startsWith("witan: ").doesNotContain("Exception");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void aMistypedCommandIsAnsweredWithTheLikelyOne() {
    run("stauts");

    assertThat(err.toString()).contains("Did you mean").contains("witan status");
  }

  @Test
  void downIsContentWithNothingToStop() {
    assertThat(output("down", "--home=" + home)).contains("Nothing runs");
  }

  private static List<CommandLine> all(CommandLine line) {
    List<CommandLine> found = new ArrayList<>(List.of(line));
    line.getSubcommands().values().forEach(below -> found.addAll(all(below)));
    return found;
  }
}
