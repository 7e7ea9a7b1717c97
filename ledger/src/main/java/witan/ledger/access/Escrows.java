package witan.ledger.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.access.EscrowInfo;
import witan.protocol.key.Coldkey;

/**
 * What owners have with gateways. Deposits are ordinary transfers to the gateway's account; a
 * running sum takes those of closed blocks in, each once, so that no history is read twice.
 */
@Singleton
public class Escrows {

  // For the row alone: nobody else takes deposits in, holds, charges or gives back meanwhile.
  private static final String LOCKED =
      "select *, (select height - 1 from head) as closed from escrow"
          + " where account = $1 and owner = $2 for update of escrow";

  private static final String OPEN =
      "insert into escrow (account, owner) values ($1, $2) on conflict do nothing";

  // Only what comes in: what goes out is what the account pays, and counted when it is owed.
  private static final String TAKE_IN =
      "update escrow set height = $4, deposited = deposited + (select coalesce(sum(amount), 0)"
          + " from entry where debit = (select id from account where name = 'free:' || $2)"
          + " and credit = (select id from account where name = 'free:' || $1)"
          + " and kind = 'TRANSFER' and entry.height > $3 and entry.height <= $4)"
          + " where account = $1 and owner = $2 returning *";

  private final Pool pool;
  private final LapsedHolds lapsed;

  Escrows(Pool pool, LapsedHolds lapsed) {
    this.pool = pool;
    this.lapsed = lapsed;
  }

  /** What an owner has; noughts if nothing was ever deposited. */
  Uni<EscrowInfo> find(Coldkey account, Coldkey owner) {
    return lapsed
        .letGo()
        .chain(() -> pool.withTransaction(connection -> locked(connection, account, owner)));
  }

  /** Likewise, and nobody else changes it until the transaction ends. */
  static Uni<EscrowInfo> locked(SqlConnection connection, Coldkey account, Coldkey owner) {
    Tuple which = Tuple.of(account.address(), owner.address());
    return lock(connection, which)
        .onItem()
        .ifNull()
        .switchTo(() ->
            connection.preparedQuery(OPEN).execute(which).chain(() -> lock(connection, which)))
        .chain(row -> takeIn(connection, row))
        .map(row ->
            new EscrowInfo(
                account,
                owner,
                new Rao(row.getLong("deposited")),
                new Rao(row.getLong("refunded")),
                new Rao(row.getLong("spent")),
                new Rao(row.getLong("held"))));
  }

  private static Uni<@Nullable Row> lock(SqlConnection connection, Tuple which) {
    return connection
        .preparedQuery(LOCKED)
        .execute(which)
        .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
  }

  private static Uni<Row> takeIn(SqlConnection connection, Row escrow) {
    long known = escrow.getLong("height");
    long closed = escrow.getLong("closed");
    return closed <= known
        ? Uni.createFrom().item(escrow)
        : connection
            .preparedQuery(TAKE_IN)
            .execute(
                Tuple.of(escrow.getString("account"), escrow.getString("owner"), known, closed))
            .map(rows -> rows.iterator().next());
  }
}
