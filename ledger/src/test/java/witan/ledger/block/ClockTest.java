package witan.ledger.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import witan.ledger.registry.Postgres;

/** Two clocks over one database, as two replicas have them. */
@QuarkusTest
@QuarkusTestResource(Postgres.class)
class ClockTest {

  private static final String LEADING =
      "locktype = 'advisory' and granted and objid = " + BlockClock.LOCK;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject Vertx vertx;
  @Inject Pool pool;
  @Inject BlockMaker maker;
  @Inject BlockHashes hashes;

  @Test
  void ifTheLeaderIsLostBlocksGoOnAndNoneIsDoubled() {
    BlockClock first = clock();
    BlockClock second = clock();
    first.start(new StartupEvent());
    second.start(new StartupEvent());
    try {
      for (int round = 0; round < 4; round++) {
        long height = height();
        until(() -> height() > height + 3);
        assertThat(number("select count(*) from pg_locks where " + LEADING)).isEqualTo(1);
        // The line to the database is cut, in whatever it is doing.
        number("select count(pg_terminate_backend(pid)) from pg_locks where " + LEADING);
      }
      long height = height();
      until(() -> height() > height + 3);

      first.stop(new ShutdownEvent());
      long alone = height();
      until(() -> height() > alone + 3);
    } finally {
      first.stop(new ShutdownEvent());
      second.stop(new ShutdownEvent());
    }
    hashes.catchUp().await().atMost(PATIENCE);

    assertThat(number("select count(*) from block")).isEqualTo(height());
    assertThat(
            number(
                "select count(*) from block join block before on before.height = block.height - 1"
                    + " where block.parent = before.hash"))
        .isEqualTo(height() - 1);
    assertThat(
            number(
                "select count(*) from (select height from entry where kind = 'EMISSION'"
                    + " group by height having sum(amount) <> 1000000000) as wrong"))
        .isZero();
    assertThat(number("select sum(balance)::bigint from account")).isZero();
  }

  /**
   * The clock gives up while it asks for the lock, and then the database grants it all the same.
   */
  @Test
  @Tag("long")
  void aLockThatIsGrantedTooLateIsGivenBack() throws Exception {
    Pool hung = one();
    long pid = number(hung, "select pg_backend_pid()");
    signal("STOP", pid);
    BlockClock first = clock(hung);
    BlockClock second = clock(pool);
    try {
      first.start(new StartupEvent());
      Thread.sleep(PATIENCE.plusSeconds(3));
      signal("CONT", pid);
      long height = height();
      second.start(new StartupEvent());
      until(() -> height() > height + 3);
    } finally {
      first.stop(new ShutdownEvent());
      second.stop(new ShutdownEvent());
      hung.close().await().atMost(PATIENCE);
    }
  }

  /** A pool of one connection. */
  private Pool one() {
    Config config = ConfigProvider.getConfig();
    PgConnectOptions options =
        PgConnectOptions.fromUri(config.getValue("quarkus.datasource.reactive.url", String.class))
            .setUser(config.getValue("quarkus.datasource.username", String.class))
            .setPassword(config.getValue("quarkus.datasource.password", String.class));
    return PgBuilder.pool(builder ->
        builder.connectingTo(options).with(new PoolOptions().setMaxSize(1)).using(vertx));
  }

  private static void signal(String name, long pid) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    assumeTrue(kill.waitFor() == 0, "the database's processes are another user's or machine's");
  }

  private BlockClock clock() {
    return clock(pool);
  }

  private BlockClock clock(Pool on) {
    return new BlockClock(on, maker, hashes, () -> Duration.ofMillis(30));
  }

  private long height() {
    return number("select height - 1 from head");
  }

  private long number(String sql) {
    return number(pool, sql);
  }

  private static long number(Pool on, String sql) {
    return on.query(sql)
        .execute()
        .map(rows -> rows.iterator().next().getLong(0))
        .await()
        .atMost(PATIENCE);
  }

  private static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("time is up").isBefore(end);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
