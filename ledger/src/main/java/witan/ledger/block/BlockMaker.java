package witan.ledger.block;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import witan.accounting.Closed;
import witan.accounting.Tick;
import witan.ledger.genesis.Founding;
import witan.ledger.journal.Journal;
import witan.ledger.journal.Posting;

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
  private final EpochRows epochs = new EpochRows();

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
                .call(height -> read(posting, height))
                .call(height ->
                    closed(posting, height)
                        .chain(closed ->
                            posting
                                .write(height)
                                .chain(
                                    () -> epochs.write(connection, posting.books(), height, closed))
                                .chain(() ->
                                    connection
                                        .preparedQuery(CLOSE)
                                        .execute(
                                            Tuple.of(
                                                height,
                                                now.atOffset(ZoneOffset.UTC),
                                                closed.emission()))))
                        .chain(
                            () -> connection.query("update head set height = height + 1").execute())
                        .chain(() -> partition(connection, height))));
  }

  private Uni<Void> read(Posting posting, long height) {
    Uni<Void> read = posting.subnets(true).chain(() -> posting.accounts(tick.touched()));
    for (int netuid : tick.epochs(height)) {
      read =
          read.chain(() -> posting.neurons(netuid))
              .chain(() -> posting.rows(netuid))
              .chain(() -> posting.stakes(netuid));
    }
    return tick.countsVotes(height) ? read.chain(posting::voters) : read;
  }

  /** An epoch takes too long for an event loop. */
  private Uni<Closed> closed(Posting posting, long height) {
    Uni<Closed> closed = Uni.createFrom().item(() -> tick.close(posting.books(), height));
    return tick.epochs(height).isEmpty()
        ? closed
        : closed.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
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
