package witan.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import witan.cli.ask.AskCommand;
import witan.cli.bench.BenchCommand;
import witan.cli.eval.EvalCommand;
import witan.cli.gate.GateCommand;
import witan.cli.key.KeyCommand;
import witan.cli.ledger.LedgerCommand;
import witan.cli.metagraph.EpochsCommand;
import witan.cli.metagraph.MetagraphCommand;
import witan.cli.metagraph.ValidatorsCommand;
import witan.cli.model.ModelCommand;
import witan.cli.network.DownCommand;
import witan.cli.network.ExpertCommand;
import witan.cli.network.LogsCommand;
import witan.cli.network.StatusCommand;
import witan.cli.network.UpCommand;
import witan.cli.simulate.SimulateCommand;
import witan.cli.wallet.NeuronCommand;
import witan.cli.wallet.StakeCommand;
import witan.cli.wallet.WalletCommand;
import witan.cli.weights.WeightsCommand;

/** The command line behind {@code ./witan}. Each command stands in the package of its subject. */
@Command(
    name = "witan",
    description = "A network of experts that answer together.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      AskCommand.class,
      ExpertCommand.class,
      GateCommand.class,
      EvalCommand.class,
      SimulateCommand.class,
      BenchCommand.class,
      ModelCommand.class,
      KeyCommand.class,
      WalletCommand.class,
      StakeCommand.class,
      NeuronCommand.class,
      MetagraphCommand.class,
      ValidatorsCommand.class,
      EpochsCommand.class,
      WeightsCommand.class,
      LedgerCommand.class,
      TestCommand.class,
      VersionCommand.class
    })
public final class Witan implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The whole command line; failures become one sentence on the error stream. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Witan()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((problem, command, parsed) -> {
      PrintWriter err = command.getErr();
      if (problem instanceof Failure failure) {
        err.println("witan: " + failure.getMessage());
        return failure.exitCode();
      }
      err.println("witan: something unexpected happened: " + problem);
      // For whoever mends it; a user's mistakes are all Failures.
      if (System.getenv("WITAN_DEBUG") != null) {
        problem.printStackTrace(err);
      } else {
        err.println("Set WITAN_DEBUG=1 and try again to see where.");
      }
      return Failure.FAILED;
    });
    line.setParameterExceptionHandler((problem, words) -> {
      CommandLine command = problem.getCommandLine();
      PrintWriter err = command.getErr();
      err.println("witan: " + problem.getMessage());
      if (!CommandLine.UnmatchedArgumentException.printSuggestions(problem, err)) {
        err.println("See ./" + command.getCommandSpec().qualifiedName() + " --help");
      }
      return CommandLine.ExitCode.USAGE;
    });
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name a command.");
  }
}
