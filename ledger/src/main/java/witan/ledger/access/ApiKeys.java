package witan.ledger.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.BadRequest;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKey;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.Caching;
import witan.protocol.access.Limits;
import witan.protocol.key.Coldkey;

/** The API keys of this operator's clients. None is ever removed: answers were paid by it. */
@Singleton
public class ApiKeys {

  // A budget may be lowered below what is gone: then it is spent, and no more is held.
  private static final String STORE =
      "insert into api_key (id, digest, name, owner, labels, requests_per_minute,"
          + " tokens_per_minute, budget, most, cache_seconds, cache_similarity, expires_at,"
          + " created_at)"
          + " values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12)"
          + " on conflict (id) do update set name = excluded.name, owner = excluded.owner,"
          + " labels = excluded.labels, requests_per_minute = excluded.requests_per_minute,"
          + " tokens_per_minute = excluded.tokens_per_minute, budget = excluded.budget,"
          + " most = case when excluded.budget is null then null"
          + " else greatest(excluded.budget, api_key.spent + api_key.held) end,"
          + " cache_seconds = excluded.cache_seconds,"
          + " cache_similarity = excluded.cache_similarity, expires_at = excluded.expires_at"
          + " where api_key.digest = excluded.digest returning *";

  private static final String BEFORE =
      "select * from api_key where number < $1 order by number desc limit $2";

  private final Pool pool;
  private final LapsedHolds lapsed;
  private final InstantSource clock;

  ApiKeys(Pool pool, LapsedHolds lapsed, InstantSource clock) {
    this.pool = pool;
    this.lapsed = lapsed;
    this.clock = clock;
  }

  /**
   * Adds a key, or changes all but the secret of one that is there. Who owned it before pays what
   * is held by now. A revoked key stays revoked.
   */
  Uni<ApiKeyRecord> store(ApiKey key) {
    Limits limits = key.limits();
    @Nullable Caching caching = limits.caching();
    Object[] columns = {
      key.id(),
      key.digest(),
      key.name(),
      key.owner() == null ? null : key.owner().address(),
      key.labels().toArray(String[]::new),
      limits.requestsPerMinute(),
      limits.tokensPerMinute(),
      limits.budget() == null ? null : limits.budget().value(),
      caching == null ? null : caching.seconds(),
      caching == null ? null : caching.similarity(),
      key.expiresAt() == null ? null : key.expiresAt().atOffset(ZoneOffset.UTC),
      now()
    };
    return pool.preparedQuery(STORE)
        .execute(Tuple.from(columns))
        .map(ApiKeys::first)
        .onItem()
        .ifNull()
        .failWith(() ->
            new AccessRefusedException(
                AccessRefusal.KEY_TAKEN, "Make another key: its id is drawn at random."));
  }

  /** One key. */
  Uni<ApiKeyRecord> find(String id) {
    return lapsed
        .letGo()
        .chain(
            () -> pool.preparedQuery("select * from api_key where id = $1").execute(Tuple.of(id)))
        .map(ApiKeys::first)
        .onItem()
        .ifNull()
        .failWith(() -> AccessRefusedException.noSuchKey(id));
  }

  /**
   * The latest keys first.
   *
   * @param before only those made before the key of this id
   */
  Uni<List<ApiKeyRecord>> list(@Nullable String before, int most) {
    return lapsed
        .letGo()
        .chain(() -> numberOf(before))
        .chain(number -> pool.preparedQuery(BEFORE).execute(Tuple.of(number, most)))
        .map(rows -> {
          List<ApiKeyRecord> keys = new ArrayList<>(rows.size());
          rows.forEach(row -> keys.add(key(row)));
          return keys;
        });
  }

  private Uni<Long> numberOf(@Nullable String id) {
    if (id == null) {
      return Uni.createFrom().item(Long.MAX_VALUE);
    }
    return pool.preparedQuery("select number from api_key where id = $1")
        .execute(Tuple.of(id))
        .map(rows -> {
          for (Row row : rows) {
            return row.getLong("number");
          }
          throw new BadRequest("\"before\" is the id of an API key.");
        });
  }

  /** Makes a key good for nothing, for ever; it may have been before. */
  Uni<ApiKeyRecord> revoke(String id) {
    return pool.preparedQuery(
            "update api_key set revoked_at = coalesce(revoked_at, $2) where id = $1 returning *")
        .execute(Tuple.of(id, now()))
        .map(ApiKeys::first)
        .onItem()
        .ifNull()
        .failWith(() -> AccessRefusedException.noSuchKey(id));
  }

  /** One key, whose row nobody else changes until the transaction ends. */
  static Uni<ApiKeyRecord> locked(SqlConnection connection, String id) {
    return connection
        .preparedQuery("select * from api_key where id = $1 for no key update")
        .execute(Tuple.of(id))
        .map(ApiKeys::first)
        .onItem()
        .ifNull()
        .failWith(() -> AccessRefusedException.noSuchKey(id));
  }

  private static @Nullable ApiKeyRecord first(RowSet<Row> rows) {
    for (Row row : rows) {
      return key(row);
    }
    return null;
  }

  private static ApiKeyRecord key(Row row) {
    ApiKey key =
        new ApiKey(
            row.getString("id"),
            row.getString("digest"),
            row.getString("name"),
            row.getString("owner") == null ? null : new Coldkey(row.getString("owner")),
            List.of(row.getArrayOfStrings("labels")),
            limits(row),
            instant(row, "expires_at"));
    return new ApiKeyRecord(
        key,
        row.getOffsetDateTime("created_at").toInstant(),
        instant(row, "revoked_at"),
        new Rao(row.getLong("spent")),
        new Rao(row.getLong("held")));
  }

  private static Limits limits(Row row) {
    @Nullable Long budget = row.getLong("budget");
    @Nullable Integer seconds = row.getInteger("cache_seconds");
    return new Limits(
        row.getInteger("requests_per_minute"),
        row.getInteger("tokens_per_minute"),
        budget == null ? null : new Rao(budget),
        seconds == null ? null : new Caching(seconds, row.getDouble("cache_similarity")));
  }

  private static @Nullable Instant instant(Row row, String column) {
    @Nullable OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private OffsetDateTime now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
  }
}
