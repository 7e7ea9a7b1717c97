package witan.cli.simulate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import witan.cli.GlobalOptions;

/** {@code simulate}: what would happen. */
@Command(
    name = "simulate",
    description = "Runs consensus on paper, without a network.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = EpochsCommand.class)
public final class SimulateCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to simulate: epochs.");
  }
}
