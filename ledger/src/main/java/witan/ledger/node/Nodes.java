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
import witan.accounting.block.Genesis;
import witan.consensus.tokenomics.Schedule;
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
    Genesis.Subnet subnet =
        founding.genesis().subnets().stream()
            .filter(one -> one.netuid() == netuid)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no genesis of subnet " + netuid));
    return new NodeInfo.Seat(
        netuid,
        row.getInteger("uid"),
        row.getBoolean("permit"),
        Arrays.stream(row.getArrayOfStrings("commits"))
            .map(commit -> commit(subnet, commit))
            .toList());
  }

  /**
   * When weights can be revealed: so many epochs after the one in which they were committed to, and
   * in that one alone.
   *
   * @param text height and hash, with a colon between them
   */
  private static NodeInfo.Commit commit(Genesis.Subnet subnet, String text) {
    int colon = text.indexOf(':');
    long height = Long.parseLong(text.substring(0, colon));
    int period = subnet.rules() == null ? 0 : subnet.rules().revealPeriod();
    long epoch = Schedule.index(subnet.netuid(), subnet.tempo(), height) + period;
    long from = Schedule.firstBlock(subnet.netuid(), subnet.tempo(), epoch);
    return new NodeInfo.Commit(text.substring(colon + 1), height, from, from + subnet.tempo());
  }
}
