package witan.ledger.epoch;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.EpochNeurons;
import witan.protocol.ledger.NeuronInfo;

/** Epochs that were, and the neurons as they left them. */
@Singleton
public class Epochs {

  private static final String NEURONS =
      "select epoch_neuron.*, coldkey, null as endpoint from epoch_neuron join node using (hotkey)"
          + " where netuid = $1 and number < $2 and number >= $3 order by number desc, uid";

  private final Pool pool;

  Epochs(Pool pool) {
    this.pool = pool;
  }

  /** Those of all subnets, the latest first. */
  public Uni<List<EpochInfo>> latest(int most) {
    return list("select * from epoch order by height desc, netuid desc limit $1", Tuple.of(most));
  }

  /** Those of a subnet below a number, the latest first. */
  public Uni<List<EpochInfo>> before(int netuid, long number, int most) {
    return list(
        "select * from epoch where netuid = $1 and number < $2 order by number desc limit $3",
        Tuple.of((short) netuid, number, most));
  }

  /** Those that the block at a height closed, by netuid. */
  public Uni<List<EpochInfo>> at(long height) {
    return list("select * from epoch where height = $1 order by netuid", Tuple.of(height));
  }

  /** One; null if it was not yet. */
  public Uni<@Nullable EpochInfo> find(int netuid, long number) {
    return list(
            "select * from epoch where netuid = $1 and number = $2",
            Tuple.of((short) netuid, number))
        .map(found -> found.isEmpty() ? null : found.getFirst());
  }

  /** The neurons as an epoch left them, by uid; null if it was not yet. */
  public Uni<@Nullable List<NeuronInfo>> neurons(int netuid, long number) {
    return find(netuid, number)
        .chain(epoch ->
            epoch == null
                ? Uni.createFrom().nullItem()
                : neurons(netuid, List.of(epoch)).map(all -> all.getFirst().neurons()));
  }

  /** The neurons as each epoch of a page left them: {@link #before} says which those are. */
  public Uni<List<EpochNeurons>> neurons(int netuid, long before, int most) {
    return before(netuid, before, most)
        .chain(epochs ->
            epochs.isEmpty() ? Uni.createFrom().item(List.of()) : neurons(netuid, epochs));
  }

  /** Of epochs that follow one another, the latest first. */
  private Uni<List<EpochNeurons>> neurons(int netuid, List<EpochInfo> epochs) {
    Map<Long, List<NeuronInfo>> byNumber = new LinkedHashMap<>();
    epochs.forEach(epoch -> byNumber.put(epoch.number(), new ArrayList<>()));
    return pool.preparedQuery(NEURONS)
        .execute(
            Tuple.of((short) netuid, epochs.getFirst().number() + 1, epochs.getLast().number()))
        .map(rows -> {
          for (Row row : rows) {
            List<NeuronInfo> neurons = byNumber.get(row.getLong("number"));
            if (neurons != null) {
              neurons.add(neuron(row));
            }
          }
          return byNumber.entrySet().stream()
              .map(epoch -> new EpochNeurons(epoch.getKey(), epoch.getValue()))
              .toList();
        });
  }

  private Uni<List<EpochInfo>> list(String sql, Tuple arguments) {
    return pool.preparedQuery(sql)
        .execute(arguments)
        .map(rows -> {
          List<EpochInfo> epochs = new ArrayList<>(rows.size());
          rows.forEach(row -> epochs.add(epoch(row)));
          return epochs;
        });
  }

  private static EpochInfo epoch(Row row) {
    return new EpochInfo(
        row.getShort("netuid"),
        row.getLong("number"),
        row.getLong("height"),
        new Rao(row.getLong("emission")),
        new Rao(row.getLong("owner_paid")),
        new Rao(row.getLong("experts_paid")),
        new Rao(row.getLong("validators_paid")),
        new Rao(row.getLong("nominators_paid")),
        row.getString("state_hash"));
  }

  /** A neuron from a row of its columns, its owner's coldkey, its stake and its endpoint. */
  public static NeuronInfo neuron(Row row) {
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
        row.getString("endpoint"));
  }
}
