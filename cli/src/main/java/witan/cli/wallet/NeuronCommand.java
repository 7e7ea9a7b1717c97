package witan.cli.wallet;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Hotkeys;
import witan.cli.SubnetOption;
import witan.protocol.Rao;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyPair;
import witan.protocol.ledger.Command.Register;
import witan.protocol.ledger.Command.SetTake;

/** {@code neuron}: what an owner does for hotkeys of its own. */
@Command(
    name = "neuron",
    description = "Buys hotkeys a place on a subnet, and says what validators keep.",
    synopsisSubcommandLabel = "(register | take)",
    subcommands = {NeuronCommand.RegisterCommand.class, NeuronCommand.TakeCommand.class})
public final class NeuronCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Name what to do: register or take.");
  }

  /** {@code neuron register}. */
  @Command(
      name = "register",
      description = {
        "Buys a hotkey a place on a subnet. The price is burned; ./witan metagraph shows the places.",
        "The first places of a subnet cost nothing."
      })
  static final class RegisterCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();
    @Mixin private Order order = new Order();
    @Mixin private SubnetOption subnet = new SubnetOption();

    @Parameters(paramLabel = "FILE", description = "The hotkey, as ./witan key new made it.")
    private Path file = Path.of("");

    @Option(
        names = "--max-burn",
        paramLabel = "AMOUNT",
        converter = AmountConverter.class,
        description = "The most that it may cost, in TAO (default: ${DEFAULT-VALUE}).",
        defaultValue = "0")
    private Rao maxBurn = Rao.ZERO;

    @Override
    public void run() {
      HotkeyPair hotkey = Hotkeys.load(file);
      order.give(
          options,
          hotkey,
          (id, signer, nonce) ->
              new Register(id, signer.coldkey(), hotkey.hotkey(), subnet.netuid(), maxBurn, nonce));
    }
  }

  /** {@code neuron take}. */
  @Command(
      name = "take",
      description = {
        "Says what a validator keeps of its dividends before its nominators are paid. Lowered at",
        "once; raised seldom, and never above the ledger's limit (18 % at first)."
      })
  static final class TakeCommand implements Runnable {

    private static final BigDecimal WHOLE = new BigDecimal(65_535);
    private static final BigDecimal HUNDRED = new BigDecimal(100);

    @Mixin private GlobalOptions options = new GlobalOptions();
    @Mixin private Order order = new Order();

    @Parameters(
        index = "0",
        paramLabel = "VALIDATOR",
        converter = HotkeyConverter.class,
        description = "Its hotkey.")
    private @Nullable Hotkey validator;

    @Parameters(index = "1", paramLabel = "PERCENT", description = "From 0 to 100, like 9.5.")
    private BigDecimal percent = BigDecimal.ZERO;

    @Override
    public void run() {
      if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0) {
        throw new Failure("A take is from 0 to 100 percent, not " + percent.toPlainString() + ".");
      }
      // Downwards, as the ledger counts: 18 % is 11,796 of 65,535.
      int take = percent.multiply(WHOLE).divide(HUNDRED, 0, RoundingMode.DOWN).intValueExact();
      Hotkey whose = StakeCommand.named(validator);
      order.give(
          options, (id, signer, nonce) -> new SetTake(id, signer.coldkey(), whose, take, nonce));
    }
  }
}
