package witan.cli.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import witan.cli.GlobalOptions;
import witan.cli.bench.gateway.GatewayBench;

/** {@code bench}: measurements. */
@Command(
    name = "bench",
    description =
        "Measures the running network, an expert of it, or the engine, the gateway, the ledger or"
            + " consensus alone.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AnswerBench.class,
      ChaosBench.class,
      EngineBench.class,
      EpochBench.class,
      GatewayBench.class,
      LedgerBench.class,
      MixtureBench.class,
      ServiceBench.class
    })
public final class BenchCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to measure.");
  }
}
