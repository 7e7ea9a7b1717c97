package witan.cli.weights;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import witan.cli.GlobalOptions;

/** {@code weights}: what a validator thinks of others. */
@Command(
    name = "weights",
    description = "Says what a validator thinks of a subnet's neurons.",
    synopsisSubcommandLabel = "(set | reveal)",
    subcommands = {SetCommand.class, RevealCommand.class})
public final class WeightsCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to do: set or reveal.");
  }
}
