package witan.ledger.block;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Closes blocks in time, in one replica at a time: the one whose connection holds the database's
 * advisory lock.
 *
 * <p>Blocks are closed on that same connection. So whoever has lost the lock, by a cut line or a
 * stopped machine, can close none: with the connection the transaction is gone, too. A height is
 * not a time: while nobody is up no block is made, and none is made up for later.
 */
@Singleton
public class BlockClock {

  private static final Logger LOG = Logger.getLogger(BlockClock.class);

  /** Of PostgreSQL's advisory locks; "WITA" in ASCII. */
  static final int LOCK = 0x57495441;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Pool pool;
  private final BlockMaker maker;
  private final BlockHashes hashes;
  private final Duration every;

  /** Holds the lock; null while another replica does, or nobody. */
  private volatile @Nullable SqlConnection seat;

  private volatile @Nullable Cancellable ticking;

  BlockClock(Pool pool, BlockMaker maker, BlockHashes hashes, BlockConfig config) {
    this.pool = pool;
    this.maker = maker;
    this.hashes = hashes;
    this.every = config.every();
  }

  void start(@Observes StartupEvent started) {
    if (!every.isPositive()) {
      LOG.info("witan.block.every is 0: this replica closes no blocks");
      return;
    }
    ticking =
        Multi.createFrom()
            .ticks()
            .every(every)
            .onOverflow()
            .drop()
            .onItem()
            .transformToUniAndConcatenate(tick -> tick())
            .subscribe()
            .with(ignored -> {}, failure -> LOG.error("The clock stands still", failure));
  }

  void stop(@Observes ShutdownEvent stopping) {
    Cancellable running = ticking;
    if (running != null) {
      running.cancel();
    }
    SqlConnection held = seat;
    if (held != null) {
      seat = null;
      held.closeAndForget();
    }
  }

  /** A block, if this replica leads or can. Never fails: the next tick tries again. */
  private Uni<Void> tick() {
    return leading()
        .chain(held ->
            held == null ? Uni.createFrom().voidItem() : maker.close(held).chain(hashes::catchUp))
        .ifNoItem()
        .after(PATIENCE)
        .fail()
        .onFailure()
        .recoverWithUni(failure -> {
          LOG.warnf("No block was closed: %s", failure);
          return abdicate();
        });
  }

  // A leader that hangs must not hold the lock for ever, in the middle of a block or between two.
  private String limits() {
    long longestPause = every.plus(PATIENCE).plusSeconds(5).toMillis();
    return "set statement_timeout = '25s'; set idle_in_transaction_session_timeout = '25s';"
        + " set idle_session_timeout = "
        + longestPause;
  }

  private Uni<@Nullable SqlConnection> leading() {
    SqlConnection held = seat;
    if (held != null) {
      return Uni.createFrom().item(held);
    }
    // Remembered, for whoever gives up on it before it is there.
    Uni<SqlConnection> asked = pool.getConnection().memoize().indefinitely();
    return asked.chain(this::lead).onCancellation().call(() -> asked.chain(BlockClock::end));
  }

  private Uni<@Nullable SqlConnection> lead(SqlConnection connection) {
    return connection
        .query("select pg_try_advisory_lock(" + LOCK + ")")
        .execute()
        .map(rows -> rows.iterator().next().getBoolean(0))
        .onFailure()
        .call(connection::close)
        .chain(locked -> {
          if (!locked) {
            return connection.close().replaceWith((SqlConnection) null);
          }
          LOG.info("This replica closes the blocks now");
          seat = connection;
          return connection.query(limits()).execute().replaceWith(connection);
        });
  }

  private Uni<Void> abdicate() {
    SqlConnection held = seat;
    seat = null;
    return held == null ? Uni.createFrom().voidItem() : end(held);
  }

  /**
   * Ends a session, which is not to be handed back to the pool: with it go the lock, even if it is
   * granted only now, and whatever it may still be doing.
   */
  private static Uni<Void> end(SqlConnection connection) {
    return connection
        .query("select pg_terminate_backend(pg_backend_pid())")
        .execute()
        .ifNoItem()
        .after(Duration.ofSeconds(1))
        .fail()
        .onFailure()
        .recoverWithNull()
        .chain(connection::close)
        .onFailure()
        .recoverWithNull();
  }
}
