package witan.ledger.registry;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A PostgreSQL of the tests' own. It outlives a restart of the service, so that a test can look at
 * what is still there; zonky stops it when the virtual machine ends.
 *
 * <p>Where the variable QUARKUS_DATASOURCE_JDBC_URL names another database, an empty one, the tests
 * run on that instead (docs/ledger.md).
 */
public final class Postgres implements QuarkusTestResourceLifecycleManager {

  // A system property, since each start of the service loads this class anew.
  private static final String PORT = "witan.test.postgres.port";

  @Override
  public Map<String, String> start() {
    if (System.getenv("QUARKUS_DATASOURCE_JDBC_URL") != null) {
      return Map.of(); // the service reads it, too
    }
    if (System.getProperty(PORT) == null) {
      try {
        System.setProperty(PORT, Integer.toString(EmbeddedPostgres.builder().start().getPort()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String address = "postgresql://127.0.0.1:" + System.getProperty(PORT) + "/postgres";
    return Map.of(
        "quarkus.datasource.reactive.url",
        address,
        "quarkus.datasource.jdbc.url",
        "jdbc:" + address,
        "quarkus.datasource.username",
        "postgres",
        "quarkus.datasource.password",
        "postgres");
  }

  @Override
  public void stop() {
    // see above
  }
}
