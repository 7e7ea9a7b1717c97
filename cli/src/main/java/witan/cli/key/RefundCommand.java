package witan.cli.key;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import witan.cli.GlobalOptions;
import witan.cli.wallet.AmountConverter;
import witan.cli.wallet.Tao;
import witan.cli.wallet.Wallets;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.Payment;

/** {@code key refund}. */
@Command(
    name = "refund",
    description = {
      "Gives an owner back what is left of what it paid in: the gateway transfers it with the next",
      "payments that it makes."
    })
final class RefundCommand implements Runnable {
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(
      paramLabel = "AMOUNT",
      converter = AmountConverter.class,
      description = "In TAO, like 1.5; or in rao, like 1500rao.")
  private Rao amount = Rao.ZERO;

  @Option(
      names = "--owner",
      required = true,
      paramLabel = "NAME|ADDRESS",
      description = "A wallet of this home, or an address.")
  private String owner = "";

  @Option(
      names = "--id",
      paramLabel = "UUID",
      description =
          "Of what is to be done once however often it is said (default: a new one each time).")
  private @Nullable UUID id;

  @Override
  public void run() {
    Payment payment;
    try (KeyBooks books = new KeyBooks(options)) {
      payment =
          books.refund(
              new Wallets(options.home()).address(owner),
              id == null ? UUID.randomUUID() : id,
              amount);
    }
    System.out.println(
        options.json()
            ? Json.write(payment)
            : "%s TAO go back to %s; the gateway transfers them as %s."
                .formatted(
                    Tao.text(payment.amount()), payment.payee().checksummed(), payment.id()));
  }
}
