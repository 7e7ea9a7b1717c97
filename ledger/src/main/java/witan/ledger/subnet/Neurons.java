package witan.ledger.subnet;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import witan.ledger.epoch.Epochs;
import witan.protocol.ledger.NeuronInfo;

/** The places of subnets and who has them, now. */
@Singleton
class Neurons {

  private static final String OF =
      "select neuron.*, coldkey, endpoint, coalesce(staked, 0)::bigint as stake"
          + " from neuron join node using (hotkey)"
          + " left join (select hotkey, sum(balance) as staked from account"
          + " where netuid = $1 and hotkey is not null group by hotkey) as stakes using (hotkey)"
          + " left join (select hotkey::text as hotkey, endpoint from expert"
          + " where netuid = $1 and listed) as serving using (hotkey)"
          + " where neuron.netuid = $1 order by uid";

  private final Pool pool;

  Neurons(Pool pool) {
    this.pool = pool;
  }

  /** By uid. */
  Uni<List<NeuronInfo>> of(int netuid) {
    return pool.preparedQuery(OF)
        .execute(Tuple.of(netuid))
        .map(rows -> {
          List<NeuronInfo> neurons = new ArrayList<>(rows.size());
          rows.forEach(row -> neurons.add(Epochs.neuron(row)));
          return neurons;
        });
  }
}
