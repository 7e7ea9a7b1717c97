package witan.ledger.command;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.Receipt;

/** What was posted, by coldkey and the client's id. */
@Singleton
public class Receipts {

  private final Pool pool;

  Receipts(Pool pool) {
    this.pool = pool;
  }

  /** The receipt of a command; null if none of that id was posted. */
  Uni<@Nullable Receipt> find(Coldkey coldkey, UUID id) {
    return pool.preparedQuery("select height, hash from command where author = $1 and id = $2")
        .execute(Tuple.of(coldkey.address(), id))
        .map(rows -> {
          for (Row row : rows) {
            return new Receipt(id, row.getLong("height"), row.getString("hash"));
          }
          return null;
        });
  }
}
