package witan.cli.simulate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.consensus.Mode;
import witan.consensus.simulation.CaseFile;
import witan.consensus.simulation.CaseFileException;
import witan.consensus.simulation.Scenario;

/** {@code simulate epochs}. */
@Command(
    name = "epochs",
    description = {
      "Runs the epochs of a case file through Yuma Consensus, exactly as the ledger does, and prints"
          + " consensus, incentive, dividends and bonds of each: parts of 65,535; emission in rao.",
      "Where the file says what must come out, the two are compared. Ends with 1 if anything differs.",
      "The formats stand in docs/consensus.md."
    })
final class EpochsCommand implements Callable<Integer> {

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(paramLabel = "FILE", description = "A case file (JSON).")
  private Path file = Path.of("");

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      converter = ModeName.class,
      description =
          "Only the cases of this mode: yuma2, yuma3 or yuma3-liquid (default: all that the file"
              + " has).")
  private @Nullable Mode mode;

  @Option(
      names = "--chart",
      paramLabel = "SVG",
      description = "Draw the dividends of each epoch into this file.")
  private @Nullable Path chart;

  @Override
  public Integer call() {
    List<Run> runs = scenarios().stream().map(Run::of).toList();
    if (options.json()) {
      System.out.println(Json.pretty(EpochsReport.of(runs)));
    } else {
      System.out.println(EpochTables.of(runs));
    }
    if (chart != null) {
      draw(runs, chart);
    }
    return runs.stream().allMatch(Run::agrees) ? 0 : Failure.FAILED;
  }

  private List<Scenario> scenarios() {
    List<Scenario> all = read();
    List<Scenario> chosen =
        all.stream().filter(scenario -> mode == null || scenario.modes().contains(mode)).toList();
    if (chosen.isEmpty()) {
      String known =
          all.stream()
              .flatMap(scenario -> scenario.modes().stream())
              .distinct()
              .sorted()
              .map(Mode::toString)
              .collect(Collectors.joining(", "));
      throw new Failure(
          all.isEmpty()
              ? file + " has no cases."
              : "%s has no case in mode %s. It has: %s.".formatted(file, mode, known));
    }
    return chosen;
  }

  private List<Scenario> read() {
    try {
      return CaseFile.read(Files.readAllBytes(file));
    } catch (CaseFileException e) {
      throw new Failure("%s can't be used. %s".formatted(file, e.getMessage()), e);
    } catch (NoSuchFileException e) {
      throw new Failure("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw new Failure("%s can't be read: %s.".formatted(file, Failure.reason(e)), e);
    }
  }

  private static void draw(List<Run> runs, Path chart) {
    try {
      Files.writeString(chart, DividendChart.of(runs), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new Failure("%s can't be written: %s.".formatted(chart, Failure.reason(e)), e);
    }
  }

  /** A mode by its name. */
  private static final class ModeName implements ITypeConverter<Mode> {
    @Override
    public Mode convert(String word) {
      return Arrays.stream(Mode.values())
          .filter(mode -> mode.toString().equals(word))
          .findFirst()
          .orElseThrow(() ->
              new TypeConversionException(
                  "'" + word + "' is no mode: name yuma2, yuma3 or yuma3-liquid."));
    }
  }
}
