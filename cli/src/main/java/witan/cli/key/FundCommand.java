package witan.cli.key;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import witan.cli.Failure;
import witan.cli.GlobalOptions;
import witan.cli.Json;
import witan.cli.ledger.LedgerClient;
import witan.cli.wallet.AmountConverter;
import witan.cli.wallet.Order;
import witan.cli.wallet.Tao;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.Command.Transfer;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.Receipt;

/** {@code key fund}. */
@Command(
    name = "fund",
    description = {
      "Pays in advance for answers to API keys of a wallet: one transfer to the gateway's account,",
      "which counts as soon as its block is closed."
    })
final class FundCommand implements Runnable {

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** A block, and one more for whoever just missed it; of a clock that stands, a second. */
  private static final int BLOCKS = 2;

  @Mixin private GlobalOptions options = new GlobalOptions();
  @Mixin private Order order = new Order();

  @Parameters(
      paramLabel = "AMOUNT",
      converter = AmountConverter.class,
      description = "In TAO, like 1.5; or in rao, like 1500rao.")
  private Rao amount = Rao.ZERO;

  @Override
  public void run() {
    Coldkey account;
    Receipt receipt;
    boolean isClosed;
    try (LedgerClient ledger = LedgerClient.of(options)) {
      account = options.home().gatewayColdkey().coldkey();
      receipt =
          order.carryOut(
              ledger,
              options,
              (id, signer, nonce) -> new Transfer(id, signer.coldkey(), account, amount, nonce));
      isClosed = waitFor(receipt.height(), ledger);
    }
    if (options.json()) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("id", receipt.id().toString());
      result.put("height", receipt.height());
      result.put("hash", receipt.hash());
      result.put("account", account.checksummed());
      result.put("counts", isClosed);
      System.out.println(Json.pretty(result));
    } else {
      System.out.printf(
          isClosed
              ? "%s TAO are paid in, in block %d: %s%n"
              : "%s TAO are transferred, and count once block %d is closed: %s%n",
          Tao.text(amount),
          receipt.height(),
          receipt.hash());
    }
  }

  /** Whether a block is closed, soon. */
  private static boolean waitFor(long height, LedgerClient ledger) {
    LedgerInfo info = ledger.info();
    long patience = Math.max(1_000, (long) (BLOCKS * info.blockSeconds() * 1_000));
    long end = System.nanoTime() + Duration.ofMillis(patience).toNanos();
    while (info.height() < height) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure(
            "Interrupted; the transfer is done, and counts once block " + height + " is closed.",
            e);
      }
      info = ledger.info();
    }
    return true;
  }
}
