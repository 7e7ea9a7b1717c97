package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import java.time.Instant;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.AccountEntry;

/** Rao that moved from one account to another. */
@Type("Entry")
public record EntryView(
    @Id String id,
    long height,
    Instant at,
    String kind,
    @Id String debit,
    @Id String credit,
    RaoScalar amount,
    @Nullable String reference) {

  static EntryView of(AccountEntry entry) {
    return new EntryView(
        entry.id(),
        entry.height(),
        entry.at(),
        entry.kind(),
        entry.debit(),
        entry.credit(),
        new RaoScalar(entry.amount()),
        entry.reference().isEmpty() ? null : entry.reference());
  }
}
