package witan.ledger.account;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountEntry;
import witan.protocol.ledger.AccountInfo;
import witan.protocol.ledger.AccountInfo.StakeInfo;

/** Accounts and entries, read. */
@Singleton
public class Accounts {

  private static final String OF =
      "select hotkey, netuid, balance, nonce, earned from account where coldkey = $1 order by netuid, hotkey";

  // Each side by its own index, as far as is needed; what moved within the coldkey's own accounts
  // is found on both sides, and once in the union. The open block has no time yet.
  private static final String ENTRIES_OF =
      "with own as materialized (select id from account where coldkey = $1),"
          + " found as ((select * from entry where debit in (select id from own)"
          + " and (height, id) < ($2, $3) and height < (select height from head)"
          + " order by height desc, id desc limit $4)"
          + " union (select * from entry where credit in (select id from own)"
          + " and (height, id) < ($2, $3) and height < (select height from head)"
          + " order by height desc, id desc limit $4))"
          + " select height, found.id, closed_at, kind, debit.name as debit,"
          + " credit.name as credit, amount, reference from found join block using (height)"
          + " join account debit on debit.id = found.debit"
          + " join account credit on credit.id = found.credit"
          + " order by height desc, found.id desc limit $4";

  private final Pool pool;

  Accounts(Pool pool) {
    this.pool = pool;
  }

  /** What a coldkey has; nothing, if it never had anything. */
  Uni<AccountInfo> find(Coldkey coldkey) {
    return pool.preparedQuery("select hotkey from node where coldkey = $1 order by hotkey")
        .execute(Tuple.of(coldkey.address()))
        .map(rows -> {
          List<Hotkey> hotkeys = new ArrayList<>();
          rows.forEach(row -> hotkeys.add(new Hotkey(row.getString("hotkey"))));
          return hotkeys;
        })
        .chain(hotkeys ->
            pool.preparedQuery(OF)
                .execute(Tuple.of(coldkey.address()))
                .map(rows -> info(coldkey, rows, hotkeys)));
  }

  private static AccountInfo info(Coldkey coldkey, Iterable<Row> rows, List<Hotkey> hotkeys) {
    long nonce = 0;
    Rao free = Rao.ZERO;
    Rao staked = Rao.ZERO;
    List<StakeInfo> stakes = new ArrayList<>();
    for (Row row : rows) {
      Rao balance = new Rao(row.getLong("balance"));
      @Nullable String hotkey = row.getString("hotkey");
      if (hotkey == null) {
        free = balance;
        nonce = row.getLong("nonce");
      } else if (balance.value() > 0) {
        stakes.add(
            new StakeInfo(
                new Hotkey(hotkey),
                row.getInteger("netuid"),
                balance,
                new Rao(row.getLong("earned"))));
        staked = staked.plus(balance);
      }
    }
    return new AccountInfo(coldkey, nonce, free, staked, stakes, hotkeys);
  }

  /**
   * What moved to and from a coldkey's accounts in closed blocks, the latest first.
   *
   * @param before only what is older than this entry
   */
  Uni<List<AccountEntry>> entries(Coldkey coldkey, EntryId before, int most) {
    return pool.preparedQuery(ENTRIES_OF)
        .execute(Tuple.of(coldkey.address(), before.height(), before.number(), most))
        .map(rows -> {
          List<AccountEntry> entries = new ArrayList<>(rows.size());
          rows.forEach(row -> entries.add(entry(row)));
          return entries;
        });
  }

  private static AccountEntry entry(Row row) {
    long height = row.getLong("height");
    return new AccountEntry(
        new EntryId(height, row.getLong("id")).toString(),
        height,
        row.getOffsetDateTime("closed_at").toInstant(),
        row.getString("kind"),
        row.getString("debit"),
        row.getString("credit"),
        new Rao(row.getLong("amount")),
        row.getString("reference"));
  }
}
