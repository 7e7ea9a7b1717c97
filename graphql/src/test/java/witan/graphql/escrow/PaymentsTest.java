package witan.graphql.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import witan.graphql.fake.FakeNetwork;
import witan.graphql.network.Bookkeeper;
import witan.graphql.network.Books;
import witan.graphql.network.Ledger;
import witan.protocol.Rao;
import witan.protocol.access.Payment;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.Command.Transfer;

@Timeout(60)
class PaymentsTest {

  private final ColdkeyPair account = ColdkeyPair.generate();
  private final FakeNetwork network = new FakeNetwork();
  private final Payments payments = payments();

  private Payments payments() {
    Ledger ledger = new Ledger(network.url(), Duration.ofSeconds(2));
    return new Payments(new Books(ledger, Optional.of("secret")), new Bookkeeper(ledger), account);
  }

  @AfterEach
  void close() {
    network.close();
  }

  private Payment owed(int payee, long amount) {
    Payment payment =
        new Payment(
            UUID.randomUUID(),
            account.coldkey(),
            new Coldkey("0x%040x".formatted(payee)),
            new Rao(amount),
            Payment.Kind.EARNED);
    network.books.due.add(payment);
    return payment;
  }

  @Test
  void whatIsOwedIsPaidByTransfersWithItsIdsAndRisingNonces() throws Exception {
    Payment one = owed(1, 10);
    Payment two = owed(2, 20);

    payments.pay();

    assertThat(network.ledger.posted)
        .containsExactly(
            new Transfer(one.id(), account.coldkey(), one.payee(), one.amount(), 4),
            new Transfer(two.id(), account.coldkey(), two.payee(), two.amount(), 5));
  }

  @Test
  void whatIsDueAgainIsNotPaidTwice() throws Exception {
    owed(1, 10);
    payments.pay();
    owed(2, 20);

    payments.pay(); // the first is still listed, and its nonce now another's

    assertThat(network.ledger.posted)
        .extracting(command -> ((Transfer) command).amount().value())
        .containsExactly(10L, 20L);
  }

  @Test
  void whileTheBooksAreSilentNothingIsPaidAndNothingIsLost() throws Exception {
    owed(1, 10);
    network.books.failures = 2;

    assertThatThrownBy(payments::pay).isInstanceOf(IOException.class);
    assertThat(network.ledger.posted).isEmpty();
    payments.pay();
    assertThat(network.ledger.posted).hasSize(1);
  }
}
