package witan.graphql.escrow;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import witan.graphql.network.Bookkeeper;
import witan.graphql.network.Books;
import witan.graphql.network.LedgerException;
import witan.protocol.access.Payment;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.BatchResult;
import witan.protocol.ledger.Command.Transfer;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.Refusal;
import witan.protocol.ledger.SignedCommand;

/**
 * Pays what this gateway owes: signed transfers out of its account, in batches. Each has the id
 * that the books gave it, so that it is done once, however often and by however many gateways it is
 * sent.
 */
@ApplicationScoped
public class Payments {

  private static final Logger LOG = Logger.getLogger(Payments.class);

  private final Books books;
  private final Bookkeeper bookkeeper;
  private final ColdkeyPair account;

  @Inject
  public Payments(Books books, Bookkeeper bookkeeper, ColdkeyPair account) {
    this.books = books;
    this.bookkeeper = bookkeeper;
    this.account = account;
  }

  @Scheduled(
      every = "${witan.access.pay-every}",
      delay = 10, // the ledger may start beside this gateway
      delayUnit = TimeUnit.SECONDS,
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void repeat() throws InterruptedException {
    try {
      pay();
    } catch (IOException | LedgerException e) {
      LOG.warnf("experts can't be paid now, and will be later: %s", e.getMessage());
    }
  }

  /** Pays all that is due; what fails is due again. */
  void pay() throws IOException, InterruptedException {
    List<Payment> due =
        List.of(books.post("/escrows/" + account.coldkey() + "/payments", Payment[].class));
    if (due.isEmpty()) {
      return;
    }
    Domain domain = bookkeeper.ledger().domain();
    long nonce = bookkeeper.account(account.coldkey()).nonce();
    List<SignedCommand> transfers = new ArrayList<>(due.size());
    for (Payment payment : due) {
      nonce++;
      transfers.add(
          SignedCommand.sign(
              new Transfer(
                  payment.id(), account.coldkey(), payment.payee(), payment.amount(), nonce),
              domain,
              account));
    }
    List<BatchResult> results = bookkeeper.post(transfers);
    for (int i = 0; i < results.size(); i++) {
      report(due.get(i), results.get(i));
    }
  }

  private static void report(Payment payment, BatchResult result) {
    if (result.receipt() != null) {
      LOG.infof("paid %s rao to %s (%s)", payment.amount(), payment.payee(), payment.kind());
    } else if (!Refusal.ID_TAKEN.urn().equals(result.code())) { // which another gateway has used
      LOG.warnf(
          "%s rao were not paid to %s: %s", payment.amount(), payment.payee(), result.detail());
    }
  }
}
