package witan.ledger.block;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.accounting.block.MerkleTree;
import witan.ledger.account.EntryId;
import witan.ledger.epoch.Epochs;
import witan.protocol.Json;
import witan.protocol.Rao;
import witan.protocol.ledger.BlockContent;
import witan.protocol.ledger.BlockContent.ContentCommand;
import witan.protocol.ledger.BlockInfo;
import witan.protocol.ledger.EntryInfo;
import witan.protocol.ledger.EntryProof;
import witan.protocol.ledger.SignedCommand;

/** Closed blocks, read. */
@Singleton
public class Blocks {

  private final Pool pool;
  private final Epochs epochs;

  Blocks(Pool pool, Epochs epochs) {
    this.pool = pool;
    this.epochs = epochs;
  }

  /** The height of the last closed block; 0 before the first. */
  public Uni<Long> height() {
    return pool.query("select height - 1 from head")
        .execute()
        .map(rows -> rows.iterator().next().getLong(0));
  }

  /** The latest blocks below a height, the latest first. */
  Uni<List<BlockInfo>> before(long height, int most) {
    return pool.preparedQuery("select * from block where height < $1 order by height desc limit $2")
        .execute(Tuple.of(height, most))
        .map(rows -> {
          List<BlockInfo> blocks = new ArrayList<>();
          rows.forEach(row -> blocks.add(info(row)));
          return blocks;
        });
  }

  /** The block at a height; null if there is none yet. */
  Uni<@Nullable BlockInfo> find(long height) {
    return pool.preparedQuery("select * from block where height = $1")
        .execute(Tuple.of(height))
        .map(rows -> {
          for (Row row : rows) {
            return info(row);
          }
          return null;
        });
  }

  private static BlockInfo info(Row row) {
    return new BlockInfo(
        row.getLong("height"),
        row.getOffsetDateTime("closed_at").toInstant(),
        row.getString("hash"),
        row.getString("parent"),
        row.getString("entries_root"),
        row.getInteger("entry_count"),
        row.getString("commands_root"),
        row.getInteger("command_count"),
        new Rao(row.getLong("emission")));
  }

  /** A block's entries in their order, from after the one numbered {@code after}. */
  Uni<List<EntryInfo>> entries(long height, long after, int most) {
    return pool.preparedQuery(
            "select height, entry.id, kind, debit.name as debit, credit.name as credit, amount,"
                + " reference from entry"
                + " join account debit on debit.id = entry.debit"
                + " join account credit on credit.id = entry.credit"
                + " where height = $1 and entry.id > $2 order by entry.id limit $3")
        .execute(Tuple.of(height, after, most))
        .map(EntryId::entries);
  }

  /** A block with all that is in it; null unless it is closed and hashed. */
  Uni<@Nullable BlockContent> content(long height) {
    return find(height)
        .chain(block ->
            block == null || block.hash() == null
                ? Uni.createFrom().nullItem()
                : commands(height)
                    .chain(commands ->
                        entries(height, 0, Integer.MAX_VALUE)
                            .chain(entries ->
                                epochs
                                    .at(height)
                                    .map(closed ->
                                        new BlockContent(block, commands, entries, closed)))));
  }

  private Uni<List<ContentCommand>> commands(long height) {
    return pool.preparedQuery("select hash, content from command where height = $1 order by number")
        .execute(Tuple.of(height))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(rows -> {
          List<ContentCommand> commands = new ArrayList<>(rows.size());
          for (Row row : rows) {
            commands.add(
                new ContentCommand(
                    row.getString("hash"),
                    Json.read(row.getString("content"), SignedCommand.class)));
          }
          return commands;
        });
  }

  /** That an entry stands in its block, if the block is closed; null if it has no such entry. */
  Uni<@Nullable EntryProof> proof(EntryId id) {
    return pool.preparedQuery(BlockHashes.ENTRIES)
        .execute(Tuple.of(id.height()))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(rows -> {
          List<byte[]> leaves = new ArrayList<>(rows.size());
          int index = -1;
          for (Row row : rows) {
            if (row.getLong("id") == id.number()) {
              index = leaves.size();
            }
            leaves.add(BlockHashes.entry(row).leaf());
          }
          if (index < 0) {
            return null;
          }
          MerkleTree tree = new MerkleTree(leaves);
          return new EntryProof(
              id.height(),
              new String(leaves.get(index), StandardCharsets.UTF_8),
              index,
              leaves.size(),
              tree.path(index),
              tree.root());
        });
  }
}
