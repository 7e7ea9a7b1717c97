package witan.ledger.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.Charge;
import witan.protocol.access.Charge.Share;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Hold;
import witan.protocol.key.Coldkey;

/**
 * Sets aside what answers may cost, and charges what they did.
 *
 * <p>All who write lock in one order: the key, the escrow, holds, what is owed by hotkey. So two
 * that meet wait for each other and never overdraw; the database refuses what would.
 */
@Singleton
public class Holds {

  private static final String ADD =
      "insert into hold (api_key, id, account, owner, amount, lapses)"
          + " values ($1, $2, $3, $4, $5, $6)";
  private static final String KEY_HOLDS = "update api_key set held = held + $2 where id = $1";
  private static final String ESCROW_HOLDS =
      "update escrow set held = held + $3 where account = $1 and owner = $2";

  private static final String CHARGED =
      "update hold set charge = $3, lapses = $4 where api_key = $1 and id = $2";
  private static final String KEY_SPENDS =
      "update api_key set held = held - $2, spent = spent + $3 where id = $1";
  private static final String ESCROW_SPENDS =
      "update escrow set held = held - $3, spent = spent + $4 where account = $1 and owner = $2";
  private static final String OWE =
      "insert into owed (account, hotkey, amount) select $1, hotkey, amount"
          + " from unnest($2::text[], $3::bigint[]) as earned (hotkey, amount) order by hotkey"
          + " on conflict (account, hotkey) do update set amount = owed.amount + excluded.amount";

  // Each charge adds a row, and a few old ones go: so they are never many.
  private static final String FORGET =
      "delete from hold where (api_key, id) in (select api_key, id from hold"
          + " where charge is not null and lapses <= $1 order by lapses limit 4"
          + " for update skip locked)";

  private final Pool pool;
  private final LapsedHolds lapsed;
  private final InstantSource clock;
  private final Duration holdFor;

  Holds(Pool pool, LapsedHolds lapsed, InstantSource clock, AccessConfig config) {
    if (!config.holdFor().isPositive()) {
      throw new IllegalArgumentException(
          "witan.access.hold-for is " + config.holdFor() + "; longer than any answer takes");
    }
    this.pool = pool;
    this.lapsed = lapsed;
    this.clock = clock;
    this.holdFor = config.holdFor();
  }

  /** Holds what an answer may cost; once, however often it is asked. */
  Uni<Void> hold(String key, UUID id, Hold hold) {
    return lapsed
        .letGo()
        .chain(() -> pool.withTransaction(connection -> hold(connection, key, id, hold)));
  }

  private Uni<Void> hold(SqlConnection connection, String key, UUID id, Hold hold) {
    return ApiKeys.locked(connection, key)
        .chain(record ->
            find(connection, key, id)
                .chain(earlier ->
                    escrow(connection, hold, record)
                        .chain(escrow ->
                            switch (HoldRules.hold(
                                hold, record, earlier, escrow, clock.instant())) {
                              case Verdict.Right() ->
                                  add(connection, key, id, hold, record.key().owner());
                              case Verdict.DoneBefore() -> Uni.createFrom().voidItem();
                              case Verdict.Refused refused ->
                                  Uni.createFrom().failure(refused.exception());
                            })));
  }

  private static Uni<@Nullable EscrowInfo> escrow(
      SqlConnection connection, Hold hold, ApiKeyRecord key) {
    @Nullable Coldkey owner = key.key().owner();
    return owner == null
        ? Uni.createFrom().nullItem()
        : Escrows.locked(connection, hold.account(), owner).map(escrow -> escrow);
  }

  private Uni<Void> add(
      SqlConnection connection, String key, UUID id, Hold hold, @Nullable Coldkey owner) {
    if (owner == null) {
      throw new IllegalStateException("the rules refuse a key without an owner");
    }
    String account = hold.account().address();
    long amount = hold.amount().value();
    Instant lapses = clock.instant().plus(holdFor);
    return connection
        .preparedQuery(ADD)
        .execute(
            Tuple.of(key, id, account, owner.address(), amount, lapses.atOffset(ZoneOffset.UTC)))
        .chain(() -> connection.preparedQuery(KEY_HOLDS).execute(Tuple.of(key, amount)))
        .chain(() ->
            connection
                .preparedQuery(ESCROW_HOLDS)
                .execute(Tuple.of(account, owner.address(), amount)))
        .replaceWithVoid();
  }

  /** Charges what an answer did cost, and frees the rest; once, however often it is asked. */
  Uni<Void> charge(String key, UUID id, Charge charge) {
    return pool.withTransaction(connection ->
        ApiKeys.locked(connection, key)
            .chain(() -> find(connection, key, id))
            .chain(held ->
                switch (HoldRules.charge(charge, held, clock.instant())) {
                  case Verdict.Right() -> spend(connection, key, id, held, charge);
                  case Verdict.DoneBefore() -> Uni.createFrom().voidItem();
                  case Verdict.Refused refused -> Uni.createFrom().failure(refused.exception());
                }));
  }

  private Uni<Void> spend(
      SqlConnection connection, String key, UUID id, @Nullable Held held, Charge charge) {
    if (held == null) {
      throw new IllegalStateException("the rules refuse a charge of what is not held");
    }
    String account = held.hold().account().address();
    long amount = held.hold().amount().value();
    long spent = charge.total().value();
    Instant now = clock.instant();
    return connection
        .preparedQuery(KEY_SPENDS)
        .execute(Tuple.of(key, amount, spent))
        .chain(() ->
            connection
                .preparedQuery(ESCROW_SPENDS)
                .execute(Tuple.of(account, held.owner().address(), amount, spent)))
        .chain(() ->
            connection
                .preparedQuery(CHARGED)
                .execute(
                    Tuple.of(
                        key,
                        id,
                        Json.write(HoldRules.ordered(charge)),
                        now.plus(holdFor).atOffset(ZoneOffset.UTC))))
        .chain(() -> owe(connection, account, charge.shares()))
        .chain(
            () -> connection.preparedQuery(FORGET).execute(Tuple.of(now.atOffset(ZoneOffset.UTC))))
        .replaceWithVoid();
  }

  private static Uni<Void> owe(SqlConnection connection, String account, List<Share> shares) {
    return connection
        .preparedQuery(OWE)
        .execute(
            Tuple.of(
                account,
                shares.stream().map(share -> share.hotkey().hex()).toArray(String[]::new),
                shares.stream().map(share -> share.amount().value()).toArray(Long[]::new)))
        .replaceWithVoid();
  }

  private static Uni<@Nullable Held> find(SqlConnection connection, String key, UUID id) {
    return connection
        .preparedQuery("select * from hold where api_key = $1 and id = $2")
        .execute(Tuple.of(key, id))
        .map(rows -> {
          for (Row row : rows) {
            return held(row);
          }
          return null;
        });
  }

  private static Held held(Row row) {
    @Nullable String charge = row.getString("charge");
    return new Held(
        new Hold(new Coldkey(row.getString("account")), new Rao(row.getLong("amount"))),
        new Coldkey(row.getString("owner")),
        row.getOffsetDateTime("lapses").toInstant(),
        charge == null ? null : Json.read(charge, Charge.class));
  }
}
