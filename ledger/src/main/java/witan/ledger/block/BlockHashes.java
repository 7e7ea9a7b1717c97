package witan.ledger.block;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import witan.accounting.Account;
import witan.accounting.Entry;
import witan.accounting.PostedCommand;
import witan.accounting.block.Header;
import witan.accounting.block.MerkleTree;
import witan.ledger.genesis.Founding;
import witan.protocol.Json;
import witan.protocol.ledger.SignedCommand;

/**
 * Hashes closed blocks. Not while they are closed, since posting would wait for it: nothing can be
 * added to a closed block any more, so its hash is the same whenever it is computed.
 */
@Singleton
public class BlockHashes {

  static final String ENTRIES =
      "select entry.id, kind, debit.name as debit, credit.name as credit, amount, reference"
          + " from entry"
          + " join account debit on debit.id = entry.debit"
          + " join account credit on credit.id = entry.credit"
          + " where height = $1 order by entry.id";

  private static final String UNHASHED =
      "select height, closed_at,"
          + " (select hash from block before where before.height = block.height - 1) as parent"
          + " from block where hash is null order by height limit 1";

  private static final String HASHED =
      "update block set hash = $2, parent = $3, entries_root = $4, entry_count = $5,"
          + " commands_root = $6, command_count = $7 where height = $1 and hash is null";

  private final Pool pool;
  private final Founding founding;

  BlockHashes(Pool pool, Founding founding) {
    this.pool = pool;
    this.founding = founding;
  }

  /** Hashes all blocks that are closed and have no hash yet, those of an earlier life included. */
  public Uni<Void> catchUp() {
    return Multi.createBy()
        .repeating()
        .uni(this::hashNext)
        .whilst(did -> did)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Whether there was one. */
  private Uni<Boolean> hashNext() {
    return pool.query(UNHASHED)
        .execute()
        .chain(rows -> {
          for (Row row : rows) {
            return hash(row).replaceWith(true);
          }
          return Uni.createFrom().item(false);
        });
  }

  private Uni<Void> hash(Row block) {
    long height = block.getLong("height");
    Instant at = block.getOffsetDateTime("closed_at").toInstant();
    String parent = height == 1 ? founding.hash() : block.getString("parent");
    return Uni.combine()
        .all()
        .unis(entryLeaves(height), commandLeaves(height), states(height))
        .asTuple()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(all ->
            new Header(
                height,
                at,
                parent,
                new MerkleTree(all.getItem1()).root(),
                all.getItem1().size(),
                new MerkleTree(all.getItem2()).root(),
                all.getItem2().size(),
                all.getItem3()))
        .chain(this::store);
  }

  private Uni<Void> store(Header header) {
    return pool.preparedQuery(HASHED)
        .execute(
            Tuple.from(
                new Object[] {
                  header.height(),
                  header.hash(),
                  header.parent(),
                  header.entriesRoot(),
                  header.entryCount(),
                  header.commandsRoot(),
                  header.commandCount()
                }))
        .replaceWithVoid();
  }

  private Uni<List<byte[]>> entryLeaves(long height) {
    return pool.preparedQuery(ENTRIES)
        .execute(Tuple.of(height))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(rows -> {
          List<byte[]> leaves = new ArrayList<>(rows.size());
          rows.forEach(row -> leaves.add(entry(row).leaf()));
          return leaves;
        });
  }

  private Uni<List<byte[]>> commandLeaves(long height) {
    return pool.preparedQuery("select hash, content from command where height = $1 order by number")
        .execute(Tuple.of(height))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(rows -> {
          List<byte[]> leaves = new ArrayList<>(rows.size());
          rows.forEach(row -> leaves.add(command(row).leaf()));
          return leaves;
        });
  }

  private Uni<List<String>> states(long height) {
    return pool.preparedQuery("select state_hash from epoch where height = $1 order by netuid")
        .execute(Tuple.of(height))
        .map(rows -> {
          List<String> states = new ArrayList<>();
          rows.forEach(row -> states.add(row.getString("state_hash")));
          return states;
        });
  }

  static Entry entry(Row row) {
    return new Entry(
        Entry.Kind.valueOf(row.getString("kind")),
        Account.parse(row.getString("debit")),
        Account.parse(row.getString("credit")),
        row.getLong("amount"),
        row.getString("reference"));
  }

  private static PostedCommand command(Row row) {
    return new PostedCommand(
        Json.read(row.getString("content"), SignedCommand.class), row.getString("hash"));
  }
}
