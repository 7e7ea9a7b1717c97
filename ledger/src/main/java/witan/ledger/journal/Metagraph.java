package witan.ledger.journal;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import witan.accounting.Books;
import witan.accounting.Neuron;
import witan.accounting.Node;
import witan.accounting.Place;
import witan.accounting.SparseRow;
import witan.accounting.Standing;
import witan.accounting.Subnet;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * The part of a transaction's books that has no money in it: subnets, nodes, and neurons with their
 * weights and bonds. Read as far as is asked for; what changed is written back. All of a subnet is
 * too much for an event loop.
 */
public final class Metagraph {

  private static final String NEURONS =
      "select netuid, uid, hotkey, registered_at, last_update, permit, active, consensus,"
          + " incentive, dividends, validator_trust, emission, commits";

  private final SqlConnection connection;
  private final Books books;
  private final Map<Integer, Subnet> subnetsRead = new HashMap<>();
  private final Map<Hotkey, Node> nodesRead = new HashMap<>();
  private final Map<Place, Neuron> neuronsRead = new HashMap<>();
  private final Map<Place, SparseRow> weightsRead = new HashMap<>();
  private final Map<Place, SparseRow> bondsRead = new HashMap<>();

  Metagraph(SqlConnection connection, Books books) {
    this.connection = connection;
    this.books = books;
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
        row.getInteger("recent"),
        row.getLong("share"),
        row.getLong("last_step"),
        row.getLong("epochs"));
  }

  /** Locks the nodes of hotkeys that are to be changed, and puts them into the books. */
  public Uni<Void> nodes(Collection<Hotkey> hotkeys) {
    return connection
        .preparedQuery(
            "select * from node where hotkey = any($1::text[]) order by hotkey for update")
        .execute(Tuple.of(texts(hotkeys)))
        .invoke(rows -> rows.forEach(row -> open(new Hotkey(row.getString("hotkey")), row)))
        .replaceWithVoid();
  }

  /** What is to be changed was locked and read before. */
  private void openIfNew(Row row) {
    Hotkey hotkey = new Hotkey(row.getString("hotkey"));
    if (!nodesRead.containsKey(hotkey)) {
      open(hotkey, row);
    }
  }

  private void open(Hotkey hotkey, Row row) {
    var votes = row.getBuffer("votes");
    Node node =
        new Node(
            new Coldkey(row.getString("coldkey")),
            row.getInteger("take"),
            row.getLong("take_raised_at"),
            row.getLong("nonce"),
            votes == null ? SparseRow.EMPTY : SparseRow.read(votes.getBytes()));
    books.open(hotkey, node);
    nodesRead.put(hotkey, node);
  }

  /**
   * Puts the neurons of hotkeys into the books, as far as they have a place. Until the transaction
   * ends nobody takes it from them.
   */
  public Uni<Void> seats(Collection<Hotkey> hotkeys) {
    return connection
        .preparedQuery(
            NEURONS + " from neuron where hotkey = any($1::text[]) order by netuid, uid for share")
        .execute(Tuple.of(texts(hotkeys)))
        .invoke(rows -> rows.forEach(this::openNeuron))
        .replaceWithVoid();
  }

  private void openNeuron(Row row) {
    Neuron neuron =
        new Neuron(
            place(row),
            new Hotkey(row.getString("hotkey")),
            row.getLong("registered_at"),
            row.getLong("last_update"),
            Arrays.stream(row.getArrayOfStrings("commits")).map(Neuron.Commit::parse).toList(),
            new Standing(
                row.getBoolean("permit"),
                row.getBoolean("active"),
                row.getInteger("consensus"),
                row.getInteger("incentive"),
                row.getInteger("dividends"),
                row.getInteger("validator_trust"),
                row.getLong("emission")));
    books.open(neuron);
    neuronsRead.put(neuron.place(), neuron);
  }

  private static Place place(Row row) {
    return new Place(row.getShort("netuid"), row.getInteger("uid"));
  }

  /** Puts all neurons of a subnet and their nodes into the books; neither is locked. */
  public Uni<Void> neurons(int netuid) {
    return connection
        .preparedQuery(NEURONS + " from neuron where netuid = $1")
        .execute(Tuple.of((short) netuid))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(rows -> rows.forEach(this::openNeuron))
        .chain(() ->
            connection
                .preparedQuery(
                    "select node.* from node join neuron using (hotkey) where netuid = $1")
                .execute(Tuple.of((short) netuid)))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(rows -> rows.forEach(this::openIfNew))
        .replaceWithVoid();
  }

  /** Puts all weights and bonds of a subnet into the books. */
  public Uni<Void> rows(int netuid) {
    return connection
        .preparedQuery(
            "select netuid, uid, weights, bonds from neuron where netuid = $1"
                + " and (weights <> '' or bonds <> '')")
        .execute(Tuple.of((short) netuid))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(rows ->
            rows.forEach(row -> {
              Place place = place(row);
              var weights = SparseRow.read(row.getBuffer("weights").getBytes());
              var bonds = SparseRow.read(row.getBuffer("bonds").getBytes());
              books.open(place, weights, bonds);
              weightsRead.put(place, weights);
              bondsRead.put(place, bonds);
            }))
        .replaceWithVoid();
  }

  /** Puts all nodes that voted into the books; they are not locked. */
  public Uni<Void> voters() {
    return connection
        .query("select * from node where votes is not null")
        .execute()
        .invoke(rows -> rows.forEach(this::openIfNew))
        .replaceWithVoid();
  }

  /** Writes what changed in the books. */
  Uni<Void> write() {
    List<Map.Entry<Hotkey, Node>> nodes =
        books.nodes().entrySet().stream()
            .filter(known -> !known.getValue().equals(nodesRead.get(known.getKey())))
            .toList();
    List<Neuron> neurons = new ArrayList<>();
    books
        .neurons()
        .values()
        .forEach(of ->
            of.values().stream()
                .filter(neuron -> !neuron.equals(neuronsRead.get(neuron.place())))
                .forEach(neurons::add));
    List<Tuple> subnets = new ArrayList<>();
    books
        .subnets()
        .forEach((netuid, subnet) -> {
          if (!subnet.equals(subnetsRead.get(netuid))) {
            subnets.add(
                Tuple.from(
                    new Object[] {
                      netuid.shortValue(),
                      subnet.neurons(),
                      subnet.registrations(),
                      subnet.burn(),
                      subnet.recent(),
                      subnet.share(),
                      subnet.lastStep(),
                      subnet.epochs()
                    }));
          }
        });
    return putNodes(nodes)
        .chain(() -> putNeurons(neurons))
        .chain(() -> putRows("weights", books.weights(), weightsRead))
        .chain(() -> putRows("bonds", books.bonds(), bondsRead))
        .chain(() ->
            batch(
                "update subnet set neurons = $2, registrations = $3, burn = $4, recent = $5,"
                    + " share = $6, last_step = $7, epochs = $8 where netuid = $1",
                subnets));
  }

  private Uni<Void> putNodes(List<Map.Entry<Hotkey, Node>> nodes) {
    return batch(
        "insert into node values ($1, $2, $3, $4, $5, $6) on conflict (hotkey) do update set"
            + " take = excluded.take, take_raised_at = excluded.take_raised_at,"
            + " nonce = excluded.nonce, votes = excluded.votes",
        nodes.stream()
            .map(known -> {
              Node node = known.getValue();
              return Tuple.from(
                  new Object[] {
                    known.getKey().hex(),
                    node.coldkey().address(),
                    node.take(),
                    node.takeRaisedAt(),
                    node.nonce(),
                    node.votes().size() == 0 ? null : Buffer.buffer(node.votes().bytes())
                  });
            })
            .toList());
  }

  private Uni<Void> putNeurons(List<Neuron> neurons) {
    if (neurons.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return connection
        .preparedQuery(
            "insert into neuron (netuid, uid, hotkey, registered_at, last_update, permit, active,"
                + " consensus, incentive, dividends, validator_trust, emission, commits)"
                + " select netuid, uid, hotkey, registered_at, last_update, permit, active,"
                + " consensus, incentive, dividends, validator_trust, emission,"
                + " string_to_array(commits, ',') from unnest($1::smallint[], $2::int[],"
                + " $3::text[], $4::bigint[], $5::bigint[], $6::bool[], $7::bool[], $8::int[],"
                + " $9::int[], $10::int[], $11::int[], $12::bigint[], $13::text[]) as changed"
                + " (netuid, uid, hotkey, registered_at, last_update, permit, active, consensus,"
                + " incentive, dividends, validator_trust, emission, commits)"
                + " on conflict (netuid, uid) do update set hotkey = excluded.hotkey,"
                + " registered_at = excluded.registered_at, last_update = excluded.last_update,"
                + " permit = excluded.permit, active = excluded.active,"
                + " consensus = excluded.consensus, incentive = excluded.incentive,"
                + " dividends = excluded.dividends, validator_trust = excluded.validator_trust,"
                + " emission = excluded.emission, commits = excluded.commits")
        .execute(
            Tuple.from(
                new Object[] {
                  column(neurons, n -> (short) n.place().netuid(), Short[]::new),
                  column(neurons, n -> n.place().uid(), Integer[]::new),
                  column(neurons, n -> n.hotkey().hex(), String[]::new),
                  column(neurons, Neuron::registeredAt, Long[]::new),
                  column(neurons, Neuron::lastUpdate, Long[]::new),
                  column(neurons, n -> n.standing().permit(), Boolean[]::new),
                  column(neurons, n -> n.standing().active(), Boolean[]::new),
                  column(neurons, n -> n.standing().consensus(), Integer[]::new),
                  column(neurons, n -> n.standing().incentive(), Integer[]::new),
                  column(neurons, n -> n.standing().dividends(), Integer[]::new),
                  column(neurons, n -> n.standing().validatorTrust(), Integer[]::new),
                  column(neurons, n -> n.standing().emission(), Long[]::new),
                  column(neurons, Neuron::commitTexts, String[]::new)
                }))
        .replaceWithVoid();
  }

  /** Writes the weights or bonds that changed. */
  private Uni<Void> putRows(String name, Map<Place, SparseRow> now, Map<Place, SparseRow> read) {
    List<Tuple> changed = new ArrayList<>();
    now.forEach((place, row) -> {
      if (!row.equals(read.get(place))) {
        changed.add(Tuple.of((short) place.netuid(), place.uid(), Buffer.buffer(row.bytes())));
      }
    });
    return batch("update neuron set " + name + " = $3 where netuid = $1 and uid = $2", changed);
  }

  /** A column of an array parameter. */
  public static <E, T> T[] column(List<E> of, Function<E, T> value, IntFunction<T[]> array) {
    return of.stream().map(value).toArray(array);
  }

  private Uni<Void> batch(String sql, List<Tuple> rows) {
    return rows.isEmpty()
        ? Uni.createFrom().voidItem()
        : connection.preparedQuery(sql).executeBatch(rows).replaceWithVoid();
  }

  private static String[] texts(Collection<?> values) {
    return values.stream().map(Object::toString).toArray(String[]::new);
  }
}
