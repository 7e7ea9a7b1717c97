package witan.cli.gate;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import witan.cli.GlobalOptions;

/** {@code gate}: what the gate has learned, and the way back. */
@Command(
    name = "gate",
    description = "Shows what the gate has learned, and goes back to an earlier version.",
    synopsisSubcommandLabel = "(versions | rollback)",
    subcommands = {VersionsCommand.class, RollbackCommand.class})
public final class GateCommand {
  @Mixin private GlobalOptions options = new GlobalOptions();
}
