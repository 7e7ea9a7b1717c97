package witan.ledger.subnet;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import witan.ledger.genesis.Founding;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.NeuronInfo;

/** The neurons of subnets over HTTP. */
@Path("/subnets")
@Produces(MediaType.APPLICATION_JSON)
public class SubnetResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private static final String NEURONS =
      "select neuron.*, node.coldkey, coalesce(staked, 0)::bigint as stake"
          + " from neuron join node using (hotkey)"
          + " left join (select hotkey, sum(balance) as staked from account"
          + " where netuid = $1 and hotkey is not null and balance > 0 group by hotkey) as stakes"
          + " using (hotkey)"
          + " where neuron.netuid = $1 order by uid";

  private final Pool pool;
  private final Founding founding;

  SubnetResource(Pool pool, Founding founding) {
    this.pool = pool;
    this.founding = founding;
  }

  /** By uid. */
  @GET
  @Path("/{netuid}/neurons")
  public Uni<List<NeuronInfo>> neurons(@PathParam("netuid") String netuid) {
    int known =
        founding.genesis().subnets().stream()
            .mapToInt(subnet -> subnet.netuid())
            .filter(one -> Integer.toString(one).equals(netuid))
            .findFirst()
            .orElseThrow(NotFoundException::new);
    return pool.preparedQuery(NEURONS)
        .execute(Tuple.of(known))
        .map(rows -> {
          List<NeuronInfo> neurons = new ArrayList<>(rows.size());
          rows.forEach(row -> neurons.add(neuron(row)));
          return neurons;
        })
        .ifNoItem()
        .after(DEADLINE)
        .fail();
  }

  private static NeuronInfo neuron(Row row) {
    return new NeuronInfo(
        row.getInteger("uid"),
        new Hotkey(row.getString("hotkey")),
        new Coldkey(row.getString("coldkey")),
        row.getLong("registered_at"),
        row.getLong("last_update"),
        new Rao(row.getLong("stake")),
        row.getBoolean("active"),
        row.getBoolean("permit"),
        row.getInteger("consensus"),
        row.getInteger("incentive"),
        row.getInteger("dividends"),
        row.getInteger("validator_trust"),
        new Rao(row.getLong("emission")),
        null);
  }
}
