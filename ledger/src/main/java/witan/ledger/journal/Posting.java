package witan.ledger.journal;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import witan.accounting.Account;
import witan.accounting.Books;
import witan.accounting.Entry;
import witan.accounting.Seat;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * One transaction's books: read with their rows locked, changed by the rules, written back with the
 * entries. Nothing else writes accounts or entries.
 *
 * <p>Locks are taken in one order by all: the open block, subnets, nodes, neurons, accounts by id.
 * So two transactions seldom wait for each other; where they do, the database ends one, and it is
 * tried again.
 */
public final class Posting {

  /**
   * The lock that whoever posts shares and whoever closes the block has alone. An advisory lock,
   * not the head's row: those who wait for it are served in turn, so that many who post cannot keep
   * the clock waiting.
   */
  private static final int OPEN_BLOCK = 0x57495442;

  private static final int FEW = 100;

  // Joined, not "name = any(…)": of a table that was not analyzed yet PostgreSQL 18 walks all rows
  // by their ids, and compares each name with all that are asked for.
  private static final String LOCK_ACCOUNTS =
      "select id, name, balance, nonce, staked_at from unnest($1::text[]) as asked (name)"
          + " join account using (name) order by id for update of account";

  private static final String STAKES =
      "select id, netuid, hotkey, coldkey, balance, nonce, staked_at from account";

  private static final String ADD_ACCOUNTS =
      "insert into account (name, coldkey, hotkey, netuid, balance, nonce, staked_at, earned)"
          + " select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[],"
          + " $6::bigint[], $7::bigint[], $8::bigint[]) as fresh"
          + " (name, coldkey, hotkey, netuid, balance, nonce, staked_at, earned) order by name"
          + " returning id, name";

  private static final String CHANGE_ACCOUNTS =
      "update account set balance = changed.balance, nonce = changed.nonce,"
          + " staked_at = changed.staked_at, earned = earned + changed.more"
          + " from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])"
          + " as changed (id, balance, nonce, staked_at, more) where account.id = changed.id";

  // In the order of the arrays: the ids of a block's entries rise in the order of posting.
  private static final String ADD_ENTRIES =
      "insert into entry (height, kind, debit, credit, amount, reference)"
          + " select $1::bigint, kind, debit, credit, amount, reference"
          + " from unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])"
          + " with ordinality as moved (kind, debit, credit, amount, reference, place)"
          + " order by place";

  private final SqlConnection connection;
  private final Books books = new Books();
  private final Metagraph metagraph;

  /** The ids of the accounts that have a row. */
  private final Map<Account, Long> ids = new HashMap<>();

  private final Map<Account, Long> balancesRead = new HashMap<>();
  private final Map<Account, Long> stakedAtRead = new HashMap<>();
  private final Map<Coldkey, Long> noncesRead = new HashMap<>();

  Posting(SqlConnection connection) {
    this.connection = connection;
    this.metagraph = new Metagraph(connection, books);
  }

  /** The books, with what was locked so far. */
  public Books books() {
    return books;
  }

  /** Subnets, nodes and neurons, in the same books. */
  public Metagraph metagraph() {
    return metagraph;
  }

  /** The open block, which is held open until the transaction ends. */
  public Uni<Long> openBlock() {
    return height("select pg_advisory_xact_lock_shared(" + OPEN_BLOCK + ")");
  }

  /** The open block, into which nobody else posts until the transaction ends. */
  public Uni<Long> closingBlock() {
    return height("select pg_advisory_xact_lock(" + OPEN_BLOCK + ")");
  }

  // Sent one after the other without waiting. Two statements, since the second has to see what was
  // committed while the first one waited.
  private Uni<Long> height(String lock) {
    return Uni.combine()
        .all()
        .unis(
            connection.query(lock).execute(), connection.query("select height from head").execute())
        .with((locked, rows) -> rows.iterator().next().getLong(0));
  }

  /**
   * Puts all stakes on a subnet into the books, for who has the block alone: they are not locked.
   */
  public Uni<Void> stakes(int netuid) {
    return stakes(" where netuid = $1 and hotkey is not null", Tuple.of(netuid));
  }

  /** Puts all stakes behind a hotkey on a subnet into the books, and keeps them as they are. */
  public Uni<Void> stakes(Seat seat) {
    return stakes(
        " where netuid = $1 and hotkey = $2 order by id for share",
        Tuple.of(seat.netuid(), seat.hotkey().hex()));
  }

  /** Puts all stakes behind those who voted into the books, for who has the block alone. */
  public Uni<Void> stakesOfVoters() {
    return stakes(
        " where hotkey in (select hotkey from node where votes is not null)", Tuple.tuple());
  }

  private Uni<Void> stakes(String which, Tuple arguments) {
    return connection
        .preparedQuery(STAKES + which)
        .execute(arguments)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(rows -> {
          // Many have staked to few; to check a key takes longer than to find it.
          Map<String, Hotkey> hotkeys = new HashMap<>();
          rows.forEach(row ->
              open(
                  new Account.Stake(
                      row.getInteger("netuid"),
                      hotkeys.computeIfAbsent(row.getString("hotkey"), Hotkey::new),
                      new Coldkey(row.getString("coldkey"))),
                  row));
        })
        .replaceWithVoid();
  }

  /** Locks accounts and puts them into the books, as far as they have a row. */
  public Uni<Void> accounts(Set<Account> accounts) {
    return connection
        .preparedQuery(LOCK_ACCOUNTS)
        .execute(Tuple.of(accounts.stream().map(Account::name).toArray(String[]::new)))
        .invoke(rows -> rows.forEach(row -> open(Account.parse(row.getString("name")), row)))
        .replaceWithVoid();
  }

  private void open(Account account, Row row) {
    ids.put(account, row.getLong("id"));
    balancesRead.put(account, row.getLong("balance"));
    books.open(account, row.getLong("balance"));
    stakedAtRead.put(account, row.getLong("staked_at"));
    books.openStakedAt(account, row.getLong("staked_at"));
    if (account instanceof Account.Free free) {
      noncesRead.put(free.coldkey(), row.getLong("nonce"));
      books.open(free.coldkey(), row.getLong("nonce"));
    }
  }

  /** Writes what changed in the books, and the entries, into the block at {@code height}. */
  public Uni<Void> write(long height) {
    Map<Account, Long> earned = earned();
    return addAccounts(earned)
        .emitOn(executor(books.entries().size()))
        .chain(() ->
            Uni.combine()
                .all()
                .unis(List.of(changeAccounts(earned), addEntries(height), metagraph.write()))
                .discardItems());
  }

  /** What epochs have added to stakes. */
  private Map<Account, Long> earned() {
    Map<Account, Long> earned = new HashMap<>();
    for (Entry entry : books.entries()) {
      switch (entry.kind()) {
        case INCENTIVE, TAKE, DIVIDEND -> earned.merge(entry.credit(), entry.amount(), Long::sum);
        default -> {
          // Moved, not earned.
        }
      }
    }
    return earned;
  }

  private Uni<Void> addAccounts(Map<Account, Long> earned) {
    List<Account> fresh =
        books.balances().keySet().stream().filter(account -> !ids.containsKey(account)).toList();
    Columns columns = new Columns(fresh.size());
    Map<String, Account> byName = new HashMap<>();
    for (Account account : fresh) {
      byName.put(account.name(), account);
      columns.add(
          account,
          books.balance(account),
          nonce(account),
          books.stakedAt(account),
          earned.getOrDefault(account, 0L));
    }
    if (fresh.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(ADD_ACCOUNTS)
        .execute(columns.tuple())
        .invoke(rows ->
            rows.forEach(row -> ids.put(byName.get(row.getString("name")), row.getLong("id"))))
        .replaceWithVoid();
  }

  private long nonce(Account account) {
    return account instanceof Account.Free free ? books.nonce(free.coldkey()) : 0;
  }

  private Uni<Void> changeAccounts(Map<Account, Long> earned) {
    List<Long> changed = new ArrayList<>();
    List<Long> balances = new ArrayList<>();
    List<Long> nonces = new ArrayList<>();
    List<Long> stakedAt = new ArrayList<>();
    List<Long> more = new ArrayList<>();
    balancesRead.forEach((account, read) -> {
      long balance = books.balance(account);
      long nonce = nonce(account);
      boolean sameNonce =
          !(account instanceof Account.Free free)
              || Objects.equals(noncesRead.get(free.coldkey()), nonce);
      boolean sameTime = stakedAtRead.getOrDefault(account, 0L) == books.stakedAt(account);
      if (balance != read || !sameNonce || !sameTime) {
        changed.add(ids.get(account));
        balances.add(balance);
        nonces.add(nonce);
        stakedAt.add(books.stakedAt(account));
        more.add(earned.getOrDefault(account, 0L));
      }
    });
    if (changed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(CHANGE_ACCOUNTS)
        .execute(
            Tuple.of(longs(changed), longs(balances), longs(nonces), longs(stakedAt), longs(more)))
        .replaceWithVoid();
  }

  private Uni<Void> addEntries(long height) {
    List<Entry> entries = books.entries();
    if (entries.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(ADD_ENTRIES)
        .execute(
            Tuple.of(
                height,
                entries.stream().map(e -> e.kind().name()).toArray(String[]::new),
                entries.stream().map(e -> ids.get(e.debit())).toArray(Long[]::new),
                entries.stream().map(e -> ids.get(e.credit())).toArray(Long[]::new),
                entries.stream().map(Entry::amount).toArray(Long[]::new),
                entries.stream().map(Entry::reference).toArray(String[]::new)))
        .replaceWithVoid();
  }

  /**
   * On which much is computed in memory: too long for an event loop, where a little is not worth a
   * change of thread.
   */
  static Executor executor(int size) {
    return size > FEW ? Infrastructure.getDefaultWorkerPool() : Runnable::run;
  }

  Uni<RowSet<Row>> query(String sql, Tuple arguments) {
    return connection.preparedQuery(sql).execute(arguments);
  }

  static Long[] longs(List<Long> values) {
    return values.toArray(Long[]::new);
  }

  /** The columns of new accounts. */
  private static final class Columns {
    private final List<String> names;
    private final List<String> coldkeys;
    private final List<String> hotkeys;
    private final List<Integer> netuids;
    private final List<Long> balances;
    private final List<Long> nonces;
    private final List<Long> stakedAt;
    private final List<Long> earned;

    Columns(int capacity) {
      names = new ArrayList<>(capacity);
      coldkeys = new ArrayList<>(capacity);
      hotkeys = new ArrayList<>(capacity);
      netuids = new ArrayList<>(capacity);
      balances = new ArrayList<>(capacity);
      nonces = new ArrayList<>(capacity);
      stakedAt = new ArrayList<>(capacity);
      earned = new ArrayList<>(capacity);
    }

    @SuppressWarnings("NullAway") // columns may be null, arrays of them are not annotated
    void add(Account account, long balance, long nonce, long staked, long more) {
      names.add(account.name());
      balances.add(balance);
      nonces.add(nonce);
      stakedAt.add(staked);
      earned.add(more);
      switch (account) {
        case Account.Free(var coldkey) -> owner(coldkey.address(), null, null);
        case Account.Stake(var netuid, var validator, var coldkey) ->
            owner(coldkey.address(), validator.hex(), netuid);
        case Account.Pot(var netuid) -> owner(null, null, netuid);
        case Account.Reward(var netuid) -> owner(null, null, netuid);
        case Account.Mint() -> owner(null, null, null);
      }
    }

    @SuppressWarnings("NullAway")
    private void owner(
        @Nullable String coldkey, @Nullable String hotkey, @Nullable Integer netuid) {
      coldkeys.add(coldkey);
      hotkeys.add(hotkey);
      netuids.add(netuid);
    }

    Tuple tuple() {
      return Tuple.from(
          new Object[] {
            names.toArray(String[]::new),
            coldkeys.toArray(String[]::new),
            hotkeys.toArray(String[]::new),
            netuids.toArray(Integer[]::new),
            longs(balances),
            longs(nonces),
            longs(stakedAt),
            longs(earned)
          });
    }
  }
}
