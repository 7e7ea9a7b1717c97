package witan.cli.wallet;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import witan.cli.GlobalOptions;
import witan.cli.SubnetOption;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.Command.MoveStake;
import witan.protocol.ledger.Command.Stake;
import witan.protocol.ledger.Command.Unstake;

/** {@code stake}: TAO behind validators. */
@Command(
    name = "stake",
    description = "Puts TAO behind validators, moves it between them, and takes it back.",
    synopsisSubcommandLabel = "(add | remove | move)",
    subcommands = {
      StakeCommand.AddCommand.class,
      StakeCommand.RemoveCommand.class,
      StakeCommand.MoveCommand.class
    })
public final class StakeCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to do: add, remove or move.");
  }

  /** What all of them are told: behind whom, how much, where. */
  static final class Part {
    @Parameters(
        index = "0",
        paramLabel = "VALIDATOR",
        converter = HotkeyConverter.class,
        description = "The hotkey of the validator behind which it is, or is to be.")
    private @Nullable Hotkey validator;

    @Parameters(
        index = "1",
        paramLabel = "AMOUNT",
        converter = AmountConverter.class,
        description = "In TAO, like 1.5; or in rao, like 1500rao.")
    private Rao amount = Rao.ZERO;

    @Mixin private SubnetOption subnet = new SubnetOption();
  }

  /** {@code stake add}. */
  @Command(name = "add", description = "Puts free TAO behind a validator.")
  static final class AddCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();
    @Mixin private Order order = new Order();
    @Mixin private Part part = new Part();

    @Override
    public void run() {
      order.give(
          options,
          (id, signer, nonce) ->
              new Stake(
                  id,
                  signer.coldkey(),
                  named(part.validator),
                  part.subnet.netuid(),
                  part.amount,
                  nonce));
    }
  }

  /** {@code stake remove}. */
  @Command(name = "remove", description = "Takes staked TAO back.")
  static final class RemoveCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();
    @Mixin private Order order = new Order();
    @Mixin private Part part = new Part();

    @Override
    public void run() {
      order.give(
          options,
          (id, signer, nonce) ->
              new Unstake(
                  id,
                  signer.coldkey(),
                  named(part.validator),
                  part.subnet.netuid(),
                  part.amount,
                  nonce));
    }
  }

  /** {@code stake move}. */
  @Command(name = "move", description = "Moves staked TAO from one validator to another.")
  static final class MoveCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();
    @Mixin private Order order = new Order();
    @Mixin private Part part = new Part();

    @Option(
        names = "--to",
        required = true,
        paramLabel = "VALIDATOR",
        converter = HotkeyConverter.class,
        description = "The hotkey of the one that gets it.")
    private @Nullable Hotkey to;

    @Override
    public void run() {
      order.give(
          options,
          (id, signer, nonce) ->
              new MoveStake(
                  id,
                  signer.coldkey(),
                  named(part.validator),
                  named(to),
                  part.subnet.netuid(),
                  part.amount,
                  nonce));
    }
  }

  static Hotkey named(@Nullable Hotkey hotkey) {
    if (hotkey == null) {
      throw new IllegalStateException("picocli asks for it");
    }
    return hotkey;
  }
}
