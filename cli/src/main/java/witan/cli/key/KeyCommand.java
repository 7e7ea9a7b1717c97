package witan.cli.key;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.protocol.key.Hotkey;
import witan.protocol.key.HotkeyFile;
import witan.protocol.key.HotkeyPair;

/** {@code key}: hotkeys of nodes, API keys of clients. */
@Command(
    name = "key",
    description = {
      "Hotkeys, by which the network knows a node: new, show.",
      "API keys, by which a gateway knows a client: create, list, set, revoke.",
      "Their owners pay for answers in advance: fund, balance, refund."
    },
    synopsisSubcommandLabel =
        "(new | show | create | list | set | revoke | fund | balance | refund)",
    subcommands = {
      KeyCommand.NewCommand.class,
      KeyCommand.ShowCommand.class,
      CreateCommand.class,
      ListCommand.class,
      SetCommand.class,
      RevokeCommand.class,
      FundCommand.class,
      BalanceCommand.class,
      RefundCommand.class
    })
public final class KeyCommand {
  @Mixin private GlobalOptions options = new GlobalOptions();

  private static void print(GlobalOptions options, Path file, Hotkey hotkey) {
    System.out.println(
        options.json()
            ? Json.pretty(Map.of("file", file.toString(), "hotkey", hotkey.hex()))
            : hotkey.hex());
  }

  /** {@code key new}. */
  @Command(
      name = "new",
      description = "Makes a hotkey and writes it to a file that only you can read.")
  static final class NewCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(paramLabel = "FILE", description = "The new key's file; it must not exist yet.")
    private Path file = Path.of("hotkey.key");

    @Override
    public void run() {
      try {
        HotkeyPair pair = HotkeyPair.generate();
        HotkeyFile.save(pair, file);
        print(options, file, pair.hotkey());
      } catch (FileAlreadyExistsException e) {
        throw new Failure(file + " exists already; it was left as it is.", e);
      } catch (IOException e) {
        throw new Failure(file + " can't be written: " + Failure.reason(e), e);
      }
    }
  }

  /** {@code key show}. */
  @Command(
      name = "show",
      description = "Shows the public half of a hotkey (default: the gateway's).")
  static final class ShowCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The key's file.")
    private Path file = Path.of("");

    @Override
    public void run() {
      Path shown =
          file.toString().isEmpty() ? options.home().folder().resolve("gateway.key") : file;
      try {
        print(options, shown, HotkeyFile.load(shown).hotkey());
      } catch (NoSuchFileException e) {
        throw new Failure(
            "There is no key in " + shown + ". Make one with: ./witan key new FILE", e);
      } catch (IOException e) {
        throw new Failure("The key can't be shown: " + Failure.reason(e), e);
      }
    }
  }
}
