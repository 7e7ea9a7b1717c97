package witan.cli.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;

/** {@code bench epochs}: consensus alone, in a process of its own. */
@Command(
    name = "epochs",
    description = {
      "Times the computation of an epoch with 64 validators, whose weights and bonds name every"
          + " neuron: no database, one thread. Starts no network.",
      "Figures are medians; processor time counts where other programs use the machine as well."
    })
final class EpochBench implements Runnable {

  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--neurons",
      paramLabel = "N",
      split = ",",
      defaultValue = "256,1024,4096",
      description = "Numbers of neurons, each 64 to 65,536 (default: ${DEFAULT-VALUE}).")
  private List<Integer> neurons = List.of(256, 1024, 4096);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "21",
      description = "How often each is computed after the warm-up (default: ${DEFAULT-VALUE}).")
  private int rounds = 21;

  @Override
  public void run() {
    if (rounds < 1 || neurons.stream().anyMatch(n -> n < 64 || n > 65_536)) {
      throw new ParameterException(
          spec.commandLine(), "Give at least one round, and numbers of neurons from 64 to 65,536.");
    }
    List<EpochTimes.Time> times = measure(neurons, rounds);
    if (options.json()) {
      System.out.println(Json.pretty(times));
      return;
    }
    Table table = new Table("NEURONS", "MODE", "MILLISECONDS", "OF PROCESSOR TIME");
    for (EpochTimes.Time time : times) {
      table.row(
          Integer.toString(time.neurons()),
          time.mode(),
          String.format(Locale.ROOT, "%.1f", time.millis()),
          String.format(Locale.ROOT, "%.1f", time.processorMillis()));
    }
    System.out.println(table);
  }

  /** The times of an epoch for each number of neurons and each mode. */
  static List<EpochTimes.Time> measure(List<Integer> neurons, int rounds) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.add("-XX:+UseSerialGC");
    words.add("-cp");
    words.add(System.getProperty("java.class.path"));
    words.add(EpochTimes.class.getName());
    words.add(Integer.toString(rounds));
    neurons.forEach(n -> words.add(n.toString()));
    try {
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new Failure("The epochs were not computed; the message above says why.");
      }
      return Json.MAPPER.readValue(said, new TypeReference<>() {});
    } catch (IOException e) {
      throw new Failure("The epochs can't be timed: " + Failure.reason(e) + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("Interrupted.", e);
    }
  }
}
