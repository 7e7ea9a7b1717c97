package witan.ledger.block;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import witan.accounting.Tick;
import witan.ledger.genesis.Founding;
import witan.ledger.journal.Journal;

/** Closes the open block and opens the next one. */
@Singleton
public class BlockMaker {

  // Never before the block before, whatever the clock does.
  private static final String CLOSE =
      "insert into block (height, closed_at, emission) values ($1::bigint,"
          + " greatest($2::timestamptz,"
          + " (select closed_at from block where height = $1::bigint - 1)), $3)";

  private final InstantSource clock;
  private final Tick tick;

  BlockMaker(InstantSource clock, Founding founding) {
    this.clock = clock;
    this.tick = new Tick(founding.genesis());
  }

  /**
   * Closes the open block on {@code connection}, in a transaction: mints, runs the epochs that are
   * due, and moves the head on.
   *
   * @return its height
   */
  public Uni<Long> close(SqlConnection connection) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return Journal.inTransaction(
        connection,
        posting ->
            posting
                .closingBlock()
                .call(height ->
                    tick.changesSubnets(height)
                        ? posting.subnets(true)
                        : Uni.createFrom().voidItem())
                .call(() -> posting.accounts(tick.touched()))
                .call(height -> {
                  long emission = tick.close(posting.books(), height);
                  return posting
                      .write(height)
                      .chain(() ->
                          connection
                              .preparedQuery(CLOSE)
                              .execute(Tuple.of(height, now.atOffset(ZoneOffset.UTC), emission)))
                      .chain(
                          () -> connection.query("update head set height = height + 1").execute())
                      .chain(() -> partition(connection, height));
                }));
  }

  // Long before it is needed.
  private static Uni<Void> partition(SqlConnection connection, long height) {
    return height % 10_000 != 0
        ? Uni.createFrom().voidItem()
        : connection
            .preparedQuery("select make_entry_partition($1)")
            .execute(Tuple.of(height + 500_000))
            .replaceWithVoid();
  }
}
