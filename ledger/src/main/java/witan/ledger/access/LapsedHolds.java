package witan.ledger.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jboss.logging.Logger;

/**
 * Holds that nobody charged: their gateway is gone. They are let go as soon as anybody holds more,
 * or looks; until then they do no harm.
 */
@Singleton
public class LapsedHolds {

  private static final Logger LOG = Logger.getLogger(LapsedHolds.class);

  private static final String ANY =
      "select exists (select from hold where charge is null and lapses <= $1)";

  // In the one order in which all lock: keys, escrows, holds.
  private static final String LOCK_KEYS =
      "select from api_key where id in"
          + " (select api_key from hold where charge is null and lapses <= $1)"
          + " order by id for no key update";
  private static final String LOCK_ESCROWS =
      "select from escrow where (account, owner) in"
          + " (select account, owner from hold where charge is null and lapses <= $1)"
          + " order by account, owner for update";

  private static final String LET_GO =
      "with gone as (delete from hold where charge is null and lapses <= $1 returning *),"
          + " keys as (update api_key set held = held - less.amount"
          + " from (select api_key, sum(amount) as amount from gone group by api_key) less"
          + " where api_key.id = less.api_key),"
          + " escrows as (update escrow set held = held - less.amount"
          + " from (select account, owner, sum(amount) as amount from gone"
          + " group by account, owner) less"
          + " where escrow.account = less.account and escrow.owner = less.owner)"
          + " select count(*) from gone";

  private final Pool pool;
  private final InstantSource clock;

  LapsedHolds(Pool pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Lets go whatever has lapsed. */
  Uni<Void> letGo() {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    return pool.preparedQuery(ANY)
        .execute(Tuple.of(now))
        .chain(rows ->
            rows.iterator().next().getBoolean(0)
                ? pool.withTransaction(connection -> letGo(connection, Tuple.of(now)))
                : Uni.createFrom().voidItem());
  }

  private static Uni<Void> letGo(SqlConnection connection, Tuple now) {
    return connection
        .preparedQuery(LOCK_KEYS)
        .execute(now)
        .chain(() -> connection.preparedQuery(LOCK_ESCROWS).execute(now))
        .chain(() -> connection.preparedQuery(LET_GO).execute(now))
        .invoke(rows ->
            LOG.infof(
                "%d holds that nobody charged were let go", rows.iterator().next().getLong(0)))
        .replaceWithVoid();
  }
}
