package witan.cli.end;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.ColdkeyPair;
import witan.protocol.ledger.Command.Transfer;
import witan.protocol.ledger.Domain;
import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.SignedCommand;

/** An owner who pays one rao after the other to one payee, and notes what was acknowledged. */
final class Payer {

  private final Replicas replicas;
  private final Domain domain;
  private final ColdkeyPair key;
  private final Coldkey payee = ColdkeyPair.generate().coldkey();
  private final List<Receipt> receipts = new CopyOnWriteArrayList<>();
  private long nonce;

  Payer(Replicas replicas, Domain domain, ColdkeyPair key) {
    this.replicas = replicas;
    this.domain = domain;
    this.key = key;
  }

  Coldkey coldkey() {
    return key.coldkey();
  }

  /** Pays one rao, and returns when that is acknowledged. */
  void pay() throws InterruptedException {
    receipts.add(transfer(payee, 1));
  }

  Receipt transfer(Coldkey to, long amount) throws InterruptedException {
    Transfer transfer =
        new Transfer(UUID.randomUUID(), key.coldkey(), to, new Rao(amount), ++nonce);
    return replicas.post(SignedCommand.sign(transfer, domain, key));
  }

  /** How many payments were acknowledged. */
  int paid() {
    return receipts.size();
  }

  /** Nothing that was acknowledged is lost, and nothing was done twice. */
  void check(long fund) throws InterruptedException {
    assertThat(receipts).isNotEmpty();
    for (Receipt receipt : receipts) {
      assertThat(replicas.get("/commands/" + key.coldkey() + "/" + receipt.id(), Receipt.class))
          .isEqualTo(receipt);
    }
    assertThat(replicas.free(key.coldkey())).isEqualTo(fund - receipts.size());
    assertThat(replicas.free(payee)).isEqualTo(receipts.size());
  }
}
