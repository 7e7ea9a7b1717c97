package witan.ledger.block;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
  private final MeterRegistry meters;

  BlockMaker(InstantSource clock, Founding founding, MeterRegistry meters) {
    this.clock = clock;
    this.tick = new Tick(founding.genesis());
    this.meters = meters;
  }

  /**
   * Closes the open block on {@code connection}, in a transaction: mints, runs the epochs that are
   * due, and moves the head on.
   *
   * @return its height
   */
  public Uni<Long> close(SqlConnection connection) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Phases phases = new Phases();
    return Journal.inTransaction(
            connection,
            posting ->
                posting
                    .closingBlock()
                    .invoke(phases::begin)
                    .call(height -> read(posting, height))
                    .invoke(() -> phases.end("read"))
                    .call(height ->
                        closed(posting, height)
                            .invoke(() -> phases.end("compute"))
                            .chain(closed -> write(connection, posting, height, now, closed))
                            .chain(() -> partition(connection, height))))
        .invoke(() -> phases.end("commit"))
        .invoke(height -> {
          if (!tick.epochs(height).isEmpty()) {
            phases.record(meters);
          }
        });
  }

  /** How long the parts of a block with epochs took. */
  private static final class Phases {
    private final Map<String, Long> nanos = new LinkedHashMap<>();
    private long since;

    void begin() {
      since = System.nanoTime();
    }

    void end(String phase) {
      long now = System.nanoTime();
      nanos.put(phase, now - since);
      since = now;
    }

    void record(MeterRegistry meters) {
      nanos.forEach((phase, took) ->
          meters.timer("witan.epoch", "phase", phase).record(took, TimeUnit.NANOSECONDS));
    }
  }

  private Uni<Void> write(
      SqlConnection connection, Posting posting, long height, Instant now, Closed closed) {
    return posting
        .write(height)
        .chain(() -> epochs.write(connection, posting.books(), height, closed))
        .chain(() ->
            connection
                .preparedQuery(CLOSE)
                .execute(Tuple.of(height, now.atOffset(ZoneOffset.UTC), closed.emission())))
        .chain(() -> connection.query("update head set height = height + 1").execute())
        .replaceWithVoid();
  }

  private Uni<Void> read(Posting posting, long height) {
    Uni<Void> read =
        posting.metagraph().subnets(true).chain(() -> posting.accounts(tick.touched()));
    for (int netuid : tick.epochs(height)) {
      read =
          read.chain(() -> posting.metagraph().neurons(netuid))
              .chain(() -> posting.metagraph().rows(netuid))
              .chain(() -> posting.stakes(netuid));
    }
    return tick.countsVotes(height)
        ? read.chain(() -> posting.metagraph().voters()).chain(posting::stakesOfVoters)
        : read;
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
