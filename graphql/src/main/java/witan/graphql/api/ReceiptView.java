package witan.graphql.api;

import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.Receipt;

/** A command was done, for good. */
@Type("Receipt")
public record ReceiptView(@Id String id, long height, String hash) {

  static ReceiptView of(Receipt receipt) {
    return new ReceiptView(receipt.id().toString(), receipt.height(), receipt.hash());
  }
}
