package witan.cli.wallet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.Table;
import witan.cli.ledger.LedgerClient;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.Command.Transfer;

/** {@code wallet}: coldkeys, what they hold, and transfers between them. */
@Command(
    name = "wallet",
    description = "Makes coldkeys, shows what they hold, and moves TAO between them.",
    synopsisSubcommandLabel = "(new | list | balance | transfer)",
    subcommands = {
      WalletCommand.NewCommand.class,
      WalletCommand.ListCommand.class,
      WalletCommand.BalanceCommand.class,
      WalletCommand.TransferCommand.class
    })
public final class WalletCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do: new, list, balance or transfer.");
  }

  /** {@code wallet new}. */
  @Command(
      name = "new",
      description = {
        "Makes a coldkey and writes it to a file in the network's home that only you can read.",
        "Whoever has the file has the money: keep a copy where you keep such things."
      })
  static final class NewCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(paramLabel = "NAME", description = "What you call it.")
    private String name = "";

    @Override
    public void run() {
      Coldkey coldkey = new Wallets(options.home()).make(name).coldkey();
      System.out.println(
          options.json()
              ? Json.pretty(entry(name, coldkey))
              : name + " is " + coldkey.checksummed());
    }
  }

  /** {@code wallet list}. */
  @Command(name = "list", description = "Lists the coldkeys of this home. Asks nobody.")
  static final class ListCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Override
    public void run() {
      List<Wallets.Wallet> all = new Wallets(options.home()).all();
      if (options.json()) {
        System.out.println(
            Json.pretty(all.stream().map(one -> entry(one.name(), one.coldkey())).toList()));
        return;
      }
      if (all.isEmpty()) {
        System.out.println("There is no wallet. Make one with: ./witan wallet new NAME");
        return;
      }
      Table table = new Table("NAME", "ADDRESS");
      all.forEach(one -> table.row(one.name(), one.coldkey().checksummed()));
      System.out.println(table);
    }
  }

  /** {@code wallet balance}. */
  @Command(name = "balance", description = "Shows what wallets hold, in TAO, and their stakes.")
  static final class BalanceCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();

    @Parameters(
        arity = "0..1",
        paramLabel = "NAME|ADDRESS",
        description = "One wallet, or anybody's address (default: all wallets of this home).")
    private @Nullable String which;

    @Override
    public void run() {
      Wallets wallets = new Wallets(options.home());
      List<Wallets.Wallet> asked =
          which == null
              ? wallets.all()
              : List.of(new Wallets.Wallet(which, wallets.address(which)));
      Map<String, AccountInfo> accounts = new LinkedHashMap<>();
      try (LedgerClient ledger = LedgerClient.of(options)) {
        asked.forEach(one -> accounts.put(one.name(), ledger.account(one.coldkey())));
      }
      System.out.println(
          options.json()
              ? witan.protocol.Json.write(accounts)
              : which == null ? table(accounts) : page(accounts.values().iterator().next()));
    }

    private static String table(Map<String, AccountInfo> accounts) {
      Table table = new Table("NAME", "ADDRESS", "FREE", "STAKED").right("FREE", "STAKED");
      accounts.forEach((name, account) ->
          table.row(
              name,
              account.address().checksummed(),
              Tao.text(account.free()),
              Tao.text(account.staked())));
      return table.toString();
    }

    private static String page(AccountInfo account) {
      Table table =
          new Table("", "TAO")
              .right("TAO")
              .row("free", Tao.text(account.free()))
              .row("staked", Tao.text(account.staked()));
      if (account.stakes().isEmpty()) {
        return table.toString();
      }
      Table stakes = new Table("VALIDATOR", "SUBNET", "STAKED", "EARNED").right("STAKED", "EARNED");
      account
          .stakes()
          .forEach(stake ->
              stakes.row(
                  stake.validator().hex(),
                  Integer.toString(stake.netuid()),
                  Tao.text(stake.amount()),
                  Tao.text(stake.earned())));
      return table + "\n\n" + stakes;
    }
  }

  /** {@code wallet transfer}. */
  @Command(name = "transfer", description = "Moves TAO to another coldkey.")
  static final class TransferCommand implements Runnable {
    @Mixin private GlobalOptions options = new GlobalOptions();
    @Mixin private Order order = new Order();

    @Parameters(paramLabel = "TO", description = "A wallet of this home, or an address.")
    private String to = "";

    @Parameters(
        paramLabel = "AMOUNT",
        converter = AmountConverter.class,
        description = "In TAO, like 1.5; or in rao, like 1500rao.")
    private Rao amount = Rao.ZERO;

    @Override
    public void run() {
      Coldkey target = new Wallets(options.home()).address(to);
      order.give(
          options,
          (id, signer, nonce) -> new Transfer(id, signer.coldkey(), target, amount, nonce));
    }
  }

  private static Map<String, String> entry(String name, Coldkey coldkey) {
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("address", coldkey.checksummed());
    return entry;
  }
}
