package witan.ledger.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.Payment;
import witan.protocol.access.Refund;
import witan.protocol.key.Coldkey;

/**
 * The transfers that an account owes. The account's gateway signs and posts them under their ids,
 * as often as it takes: under one id the ledger moves money once.
 */
@Singleton
public class Payments {

  /** Of one answer. */
  private static final int MOST = 1_000;

  private static final String POSTED =
      "update payment set done = true from command where payment.account = $1"
          + " and not payment.done and command.author = payment.account"
          + " and command.id = payment.id";

  // In the order in which charges write them.
  private static final String LOCK_OWED =
      "select from owed where account = $1 order by hotkey for update";

  // One payment to each owner at a time, of all that its hotkeys earned. What an account owes to
  // itself is there already: it is settled without a transfer.
  private static final String GATHER =
      "with payee as (select coldkey from owed join node using (hotkey) where account = $1"
          + " group by coldkey having coldkey = $1 or (sum(amount) >= $2 and not exists"
          + " (select from payment where account = $1 and not done and kind = 'EARNED'"
          + " and payment.payee = node.coldkey))),"
          + " gone as (delete from owed using node where account = $1"
          + " and node.hotkey = owed.hotkey and node.coldkey in (select coldkey from payee)"
          + " returning node.coldkey, owed.amount)"
          + " insert into payment (account, id, payee, amount, kind, done)"
          + " select $1, gen_random_uuid(), coldkey, sum(amount), 'EARNED', coldkey = $1 from gone"
          + " group by coldkey order by coldkey";

  private static final String DUE =
      "select * from payment where account = $1 and not done order by number limit " + MOST;

  private static final String REFUND =
      "update escrow set refunded = refunded + $3 where account = $1 and owner = $2";

  private static final String ADD_REFUND =
      "insert into payment (account, id, payee, amount, kind, done)"
          + " select $1, $2, $3, $4, 'REFUND', false"
          + " where not exists (select from command where author = $1 and id = $2)"
          + " on conflict do nothing returning *";

  private final Pool pool;
  private final LapsedHolds lapsed;
  private final Rao least;

  Payments(Pool pool, LapsedHolds lapsed, AccessConfig config) {
    this.pool = pool;
    this.lapsed = lapsed;
    this.least = config.leastPayment();
  }

  /**
   * Gathers what an account owes to owners that the ledger knows.
   *
   * @return all of its payments that are not posted yet, the oldest first
   */
  Uni<List<Payment>> due(Coldkey account) {
    String address = account.address();
    return pool.withTransaction(connection ->
        connection
            .preparedQuery(POSTED)
            .execute(Tuple.of(address))
            .chain(() -> connection.preparedQuery(LOCK_OWED).execute(Tuple.of(address)))
            .chain(() -> connection.preparedQuery(GATHER).execute(Tuple.of(address, least.value())))
            .chain(() -> connection.preparedQuery(DUE).execute(Tuple.of(address)))
            .map(rows -> {
              List<Payment> due = new ArrayList<>(rows.size());
              rows.forEach(row -> due.add(payment(row)));
              return due;
            }));
  }

  /** Gives an owner back what is free; once, however often it is asked. */
  Uni<Payment> refund(Coldkey account, Coldkey owner, UUID id, Refund refund) {
    return lapsed
        .letGo()
        .chain(() ->
            pool.withTransaction(connection ->
                Escrows.locked(connection, account, owner)
                    .chain(escrow ->
                        find(connection, account, id)
                            .chain(earlier -> {
                              if (earlier != null) {
                                return again(earlier, owner, refund);
                              }
                              if (refund.amount().exceeds(escrow.available())) {
                                throw new AccessRefusedException(
                                    AccessRefusal.ESCROW_EMPTY,
                                    "%s rao can be given back to %s."
                                        .formatted(escrow.available(), owner));
                              }
                              return give(connection, account, owner, id, refund.amount());
                            }))));
  }

  private static Uni<Payment> again(Payment earlier, Coldkey owner, Refund refund) {
    boolean isSame =
        earlier.kind() == Payment.Kind.REFUND
            && earlier.payee().equals(owner)
            && earlier.amount().equals(refund.amount());
    return isSame ? Uni.createFrom().item(earlier) : Uni.createFrom().failure(taken());
  }

  private static Uni<Payment> give(
      SqlConnection connection, Coldkey account, Coldkey owner, UUID id, Rao amount) {
    return connection
        .preparedQuery(ADD_REFUND)
        .execute(Tuple.of(account.address(), id, owner.address(), amount.value()))
        .map(Payments::first)
        .onItem()
        .ifNull()
        .failWith(Payments::taken)
        .call(() ->
            connection
                .preparedQuery(REFUND)
                .execute(Tuple.of(account.address(), owner.address(), amount.value())));
  }

  private static AccessRefusedException taken() {
    return new AccessRefusedException(
        AccessRefusal.HOLD_TAKEN, "Give each refund an id of its own; repeat it unchanged.");
  }

  private static Uni<@Nullable Payment> find(SqlConnection connection, Coldkey account, UUID id) {
    return connection
        .preparedQuery("select * from payment where account = $1 and id = $2")
        .execute(Tuple.of(account.address(), id))
        .map(Payments::first);
  }

  private static @Nullable Payment first(Iterable<Row> rows) {
    for (Row row : rows) {
      return payment(row);
    }
    return null;
  }

  private static Payment payment(Row row) {
    return new Payment(
        row.getUUID("id"),
        new Coldkey(row.getString("account")),
        new Coldkey(row.getString("payee")),
        new Rao(row.getLong("amount")),
        Payment.Kind.valueOf(row.getString("kind")));
  }
}
