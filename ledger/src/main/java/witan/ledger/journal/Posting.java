package witan.ledger.journal;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import witan.accounting.Account;
import witan.accounting.Books;
import witan.accounting.Entry;
import witan.accounting.Node;
import witan.accounting.Seat;
import witan.accounting.Subnet;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * One transaction's books: read with their rows locked, changed by the rules, written back with the
 * entries. Nothing else writes accounts or entries.
 *
 * <p>Locks are taken in one order by all: the open block, subnets, nodes, accounts by id. So two
 * transactions cannot wait for each other.
 */
public final class Posting {

  /**
   * The lock that whoever posts shares and whoever closes the block has alone. An advisory lock,
   * not the head's row: those who wait for it are served in turn, so that many who post cannot keep
   * the clock waiting.
   */
  private static final int OPEN_BLOCK = 0x57495442;

  private static final String LOCK_ACCOUNTS =
      "select id, name, balance, nonce from account where name = any($1) order by id for update";

  private static final String ADD_ACCOUNTS =
      "insert into account (name, coldkey, hotkey, netuid, balance, nonce)"
          + " select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bigint[],"
          + " $6::bigint[]) as fresh (name, coldkey, hotkey, netuid, balance, nonce) order by name"
          + " returning id, name";

  private static final String CHANGE_ACCOUNTS =
      "update account set balance = changed.balance, nonce = changed.nonce"
          + " from unnest($1::bigint[], $2::bigint[], $3::bigint[])"
          + " as changed (id, balance, nonce) where account.id = changed.id";

  // In the order of the arrays: the ids of a block's entries rise in the order of posting.
  private static final String ADD_ENTRIES =
      "insert into entry (height, kind, debit, credit, amount, reference)"
          + " select $1::bigint, kind, debit, credit, amount, reference"
          + " from unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])"
          + " with ordinality as moved (kind, debit, credit, amount, reference, place)"
          + " order by place";

  private final SqlConnection connection;
  private final Books books = new Books();

  /** The ids of the accounts that have a row. */
  private final Map<Account, Long> ids = new HashMap<>();

  private final Map<Account, Long> balancesRead = new HashMap<>();
  private final Map<Coldkey, Long> noncesRead = new HashMap<>();
  private final Map<Integer, Subnet> subnetsRead = new HashMap<>();
  private final Map<Hotkey, Node> nodesRead = new HashMap<>();
  private final Set<Seat> seatsRead = new HashSet<>();

  Posting(SqlConnection connection) {
    this.connection = connection;
  }

  /** The books, with what was locked so far. */
  public Books books() {
    return books;
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
   * Puts the subnets into the books.
   *
   * @param locked whether they are to be changed
   */
  public Uni<Void> subnets(boolean locked) {
    return connection
        .query("select * from subnet order by netuid" + (locked ? " for update" : ""))
        .execute()
        .invoke(rows -> rows.forEach(row -> open(subnet(row))))
        .replaceWithVoid();
  }

  private void open(Subnet subnet) {
    books.open(subnet);
    subnetsRead.put(subnet.netuid(), subnet);
  }

  /** A subnet from its row. */
  public static Subnet subnet(Row row) {
    return new Subnet(
        row.getShort("netuid"),
        row.getInteger("max_uids"),
        row.getInteger("neurons"),
        row.getLong("registrations"),
        row.getLong("burn"),
        row.getInteger("recent"));
  }

  /** Locks the nodes of hotkeys that are to be changed, and puts them into the books. */
  public Uni<Void> nodes(Collection<Hotkey> hotkeys) {
    return connection
        .preparedQuery(
            "select hotkey, coldkey, take, take_raised_at from node where hotkey = any($1::text[])"
                + " order by hotkey for update")
        .execute(Tuple.of(texts(hotkeys)))
        .invoke(rows ->
            rows.forEach(row -> {
              Hotkey hotkey = new Hotkey(row.getString("hotkey"));
              Node node =
                  new Node(
                      new Coldkey(row.getString("coldkey")),
                      row.getInteger("take"),
                      row.getLong("take_raised_at"));
              books.open(hotkey, node);
              nodesRead.put(hotkey, node);
            }))
        .replaceWithVoid();
  }

  /** Puts the seats of hotkeys into the books, as far as they are taken. */
  public Uni<Void> seats(Collection<Hotkey> hotkeys) {
    return connection
        .preparedQuery("select netuid, uid, hotkey from neuron where hotkey = any($1::text[])")
        .execute(Tuple.of(texts(hotkeys)))
        .invoke(rows ->
            rows.forEach(row -> {
              Seat seat = new Seat(row.getShort("netuid"), new Hotkey(row.getString("hotkey")));
              books.open(seat, row.getInteger("uid"));
              seatsRead.add(seat);
            }))
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
    if (account instanceof Account.Free free) {
      noncesRead.put(free.coldkey(), row.getLong("nonce"));
      books.open(free.coldkey(), row.getLong("nonce"));
    }
  }

  /** Writes what changed in the books, and the entries, into the block at {@code height}. */
  public Uni<Void> write(long height) {
    return addAccounts()
        .chain(() ->
            Uni.combine()
                .all()
                .unis(List.of(changeAccounts(), addEntries(height), writeSeats(height)))
                .discardItems());
  }

  private Uni<Void> addAccounts() {
    List<Account> fresh =
        books.balances().keySet().stream().filter(account -> !ids.containsKey(account)).toList();
    Columns columns = new Columns(fresh.size());
    Map<String, Account> byName = new HashMap<>();
    for (Account account : fresh) {
      byName.put(account.name(), account);
      columns.add(account, books.balance(account), nonce(account));
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

  private Uni<Void> changeAccounts() {
    List<Long> changed = new ArrayList<>();
    List<Long> balances = new ArrayList<>();
    List<Long> nonces = new ArrayList<>();
    balancesRead.forEach((account, read) -> {
      long balance = books.balance(account);
      long nonce = nonce(account);
      boolean sameNonce =
          !(account instanceof Account.Free free)
              || Objects.equals(noncesRead.get(free.coldkey()), nonce);
      if (balance != read || !sameNonce) {
        changed.add(ids.get(account));
        balances.add(balance);
        nonces.add(nonce);
      }
    });
    if (changed.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(CHANGE_ACCOUNTS)
        .execute(Tuple.of(longs(changed), longs(balances), longs(nonces)))
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

  private Uni<Void> writeSeats(long height) {
    List<Tuple> nodes = new ArrayList<>();
    books
        .nodes()
        .forEach((hotkey, node) -> {
          if (!node.equals(nodesRead.get(hotkey))) {
            nodes.add(
                Tuple.of(hotkey.hex(), node.coldkey().address(), node.take(), node.takeRaisedAt()));
          }
        });
    List<Tuple> seats = new ArrayList<>();
    books
        .uids()
        .forEach((seat, uid) -> {
          if (!seatsRead.contains(seat)) {
            seats.add(Tuple.of((short) seat.netuid(), uid, seat.hotkey().hex(), height));
          }
        });
    List<Tuple> subnets = new ArrayList<>();
    books
        .subnets()
        .forEach((netuid, subnet) -> {
          if (!subnet.equals(subnetsRead.get(netuid))) {
            subnets.add(
                Tuple.of(
                    netuid.shortValue(),
                    subnet.neurons(),
                    subnet.registrations(),
                    subnet.burn(),
                    subnet.recent()));
          }
        });
    return batch(
            "insert into node values ($1, $2, $3, $4) on conflict (hotkey) do update set"
                + " take = excluded.take, take_raised_at = excluded.take_raised_at",
            nodes)
        .chain(() -> batch("insert into neuron values ($1, $2, $3, $4)", seats))
        .chain(() ->
            batch(
                "update subnet set neurons = $2, registrations = $3, burn = $4, recent = $5"
                    + " where netuid = $1",
                subnets));
  }

  private Uni<Void> batch(String sql, List<Tuple> rows) {
    return rows.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection.preparedQuery(sql).executeBatch(rows).replaceWithVoid();
  }

  Uni<RowSet<Row>> query(String sql, Tuple arguments) {
    return connection.preparedQuery(sql).execute(arguments);
  }

  static Long[] longs(List<Long> values) {
    return values.toArray(Long[]::new);
  }

  private static String[] texts(Collection<?> values) {
    return values.stream().map(Object::toString).toArray(String[]::new);
  }

  /** The columns of new accounts. */
  private static final class Columns {
    private final List<String> names;
    private final List<String> coldkeys;
    private final List<String> hotkeys;
    private final List<Integer> netuids;
    private final List<Long> balances;
    private final List<Long> nonces;

    Columns(int capacity) {
      names = new ArrayList<>(capacity);
      coldkeys = new ArrayList<>(capacity);
      hotkeys = new ArrayList<>(capacity);
      netuids = new ArrayList<>(capacity);
      balances = new ArrayList<>(capacity);
      nonces = new ArrayList<>(capacity);
    }

    @SuppressWarnings("NullAway") // columns may be null, arrays of them are not annotated
    void add(Account account, long balance, long nonce) {
      names.add(account.name());
      balances.add(balance);
      nonces.add(nonce);
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
      return Tuple.of(
          names.toArray(String[]::new),
          coldkeys.toArray(String[]::new),
          hotkeys.toArray(String[]::new),
          netuids.toArray(Integer[]::new),
          longs(balances),
          longs(nonces));
    }
  }
}
