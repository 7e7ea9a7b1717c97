package witan.cli.key;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import witan.cli.GlobalOptions;
import witan.cli.Table;
import witan.cli.wallet.Tao;
import witan.cli.wallet.Wallets;
import witan.protocol.Json;
import witan.protocol.access.EscrowInfo;

/** {@code key balance}. */
@Command(
    name = "balance",
    description = "Shows what an owner has paid in for its API keys' answers, and what is left.")
final class BalanceCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Option(
      names = "--owner",
      paramLabel = "NAME|ADDRESS",
      description = "A wallet of this home, or an address (default: ${DEFAULT-VALUE}).",
      defaultValue = Wallets.OWNER)
  private String owner = Wallets.OWNER;

  @Override
  public void run() {
    EscrowInfo escrow;
    try (KeyBooks books = new KeyBooks(options)) {
      escrow = books.escrow(new Wallets(options.home()).address(owner));
    }
    System.out.println(options.json() ? Json.write(escrow) : table(escrow));
  }

  private static String table(EscrowInfo escrow) {
    return new Table("", "TAO")
        .right("TAO")
        .row("paid in", Tao.text(escrow.deposited()))
        .row("given back", Tao.text(escrow.refunded()))
        .row("spent on answers", Tao.text(escrow.spent()))
        .row("held for answers being made", Tao.text(escrow.held()))
        .row("left", Tao.text(escrow.available()))
        .toString();
  }
}
