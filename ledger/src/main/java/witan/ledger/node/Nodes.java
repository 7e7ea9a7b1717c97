package witan.ledger.node;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.accounting.Hyperparameters;
import witan.accounting.Neuron;
import witan.accounting.block.Genesis;
import witan.ledger.genesis.Founding;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.NodeInfo;

/** Hotkeys and their places, read. */
@Singleton
class Nodes {

  private static final String SEATS =
      "select netuid, uid, permit, commits from neuron where hotkey = $1 order by netuid";

  private final Pool pool;
  private final Founding founding;

  Nodes(Pool pool, Founding founding) {
    this.pool = pool;
    this.founding = founding;
  }

  /** What is known of a hotkey; null if nobody ever registered it. */
  Uni<@Nullable NodeInfo> find(Hotkey hotkey) {
    return pool.preparedQuery("select coldkey, take, nonce from node where hotkey = $1")
        .execute(Tuple.of(hotkey.hex()))
        .chain(rows -> {
          for (Row node : rows) {
            return seats(hotkey).map(seats -> info(hotkey, node, seats));
          }
          return Uni.createFrom().nullItem();
        });
  }

  private static NodeInfo info(Hotkey hotkey, Row node, List<NodeInfo.Seat> seats) {
    return new NodeInfo(
        hotkey,
        new Coldkey(node.getString("coldkey")),
        node.getInteger("take"),
        node.getLong("nonce"),
        seats);
  }

  private Uni<List<NodeInfo.Seat>> seats(Hotkey hotkey) {
    return pool.preparedQuery(SEATS)
        .execute(Tuple.of(hotkey.hex()))
        .map(rows -> {
          List<NodeInfo.Seat> seats = new ArrayList<>();
          rows.forEach(row -> seats.add(seat(row)));
          return seats;
        });
  }

  private NodeInfo.Seat seat(Row row) {
    int netuid = row.getShort("netuid");
    return new NodeInfo.Seat(
        netuid,
        row.getInteger("uid"),
        row.getBoolean("permit"),
        Arrays.stream(row.getArrayOfStrings("commits"))
            .map(Neuron.Commit::parse)
            .map(commit -> commit(netuid, commit))
            .toList());
  }

  private NodeInfo.Commit commit(int netuid, Neuron.Commit commit) {
    Hyperparameters rules =
        founding.genesis().subnets().stream()
            .filter(subnet -> subnet.netuid() == netuid)
            .findFirst()
            .map(Genesis.Subnet::rules)
            .orElseThrow(() -> new IllegalStateException("no rules of subnet " + netuid));
    return new NodeInfo.Commit(
        commit.hash(),
        commit.height(),
        rules.firstReveal(netuid, commit.height()),
        rules.lastReveal(netuid, commit.height()));
  }
}
