package witan.ledger.genesis;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.accounting.Account;
import witan.accounting.Hyperparameters;
import witan.accounting.Subnet;
import witan.accounting.block.Genesis;
import witan.consensus.tokenomics.Issuance;
import witan.consensus.tokenomics.Schedule;
import witan.ledger.block.BlockConfig;
import witan.ledger.block.Blocks;
import witan.ledger.epoch.Epochs;
import witan.ledger.journal.Metagraph;
import witan.protocol.Rao;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.LedgerInfo;
import witan.protocol.ledger.LedgerInfo.SubnetInfo;
import witan.protocol.ledger.LedgerInfo.WeightsInfo;

/** The ledger in a page, and its genesis. */
@Path("/ledger")
public class LedgerResource {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Pool pool;
  private final Founding founding;
  private final Blocks blocks;
  private final Epochs epochs;
  private final double blockSeconds;

  LedgerResource(Pool pool, Founding founding, Blocks blocks, Epochs epochs, BlockConfig config) {
    this.pool = pool;
    this.founding = founding;
    this.blocks = blocks;
    this.epochs = epochs;
    this.blockSeconds = config.every().toMillis() / 1000.0;
  }

  /** The genesis as it is hashed. */
  @GET
  @Path("/genesis")
  @Produces(MediaType.TEXT_PLAIN)
  public String genesis() {
    return founding.text();
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Uni<LedgerInfo> ledger() {
    return Uni.combine()
        .all()
        .unis(blocks.height(), balances(), staked(), subnets(), epochs.latest(1))
        .asTuple()
        .map(all ->
            info(
                all.getItem1(),
                all.getItem2(),
                all.getItem3(),
                all.getItem4(),
                all.getItem5().stream().findFirst().map(EpochInfo::stateHash).orElse(null)))
        .ifNoItem()
        .after(DEADLINE)
        .fail();
  }

  private LedgerInfo info(
      long height,
      Map<String, Long> balances,
      Rao staked,
      Map<Integer, Subnet> now,
      @Nullable String stateHash) {
    Genesis genesis = founding.genesis();
    long issuance = -balances.getOrDefault(new Account.Mint().name(), 0L);
    double shares = now.values().stream().mapToLong(Subnet::share).sum();
    List<SubnetInfo> subnets = new ArrayList<>();
    for (Genesis.Subnet subnet : genesis.subnets()) {
      int netuid = subnet.netuid();
      Subnet state = now.get(netuid);
      subnets.add(
          new SubnetInfo(
              netuid,
              subnet.name(),
              subnet.owner(),
              subnet.tempo(),
              (state == null ? 0 : state.share()) / shares,
              new Rao(balances.getOrDefault(new Account.Pot(netuid).name(), 0L)),
              new Rao(balances.getOrDefault(new Account.Reward(netuid).name(), 0L)),
              height + 1 + Schedule.blocksLeft(netuid, subnet.tempo(), height + 1),
              state == null ? 0 : state.neurons(),
              new Rao(state == null ? 0 : founding.rules().burn(state)),
              weights(subnet.rules())));
    }
    return new LedgerInfo(
        genesis.network(),
        founding.domain(),
        height,
        blockSeconds,
        new Rao(issuance),
        new Rao(Issuance.CAP),
        new Rao(Issuance.blockEmission(issuance)),
        new Rao(Issuance.threshold(Issuance.halvings(issuance) + 1)),
        staked,
        stateHash,
        subnets);
  }

  private static @Nullable WeightsInfo weights(@Nullable Hyperparameters rules) {
    return rules == null
        ? null
        : new WeightsInfo(
            rules.commitReveal(),
            rules.revealPeriod(),
            rules.weightsRateLimit(),
            rules.minAllowedWeights(),
            rules.maxWeightLimit(),
            rules.weightsVersion());
  }

  /** Of the accounts that are nobody's. */
  private Uni<Map<String, Long>> balances() {
    return pool.query("select name, balance from account where coldkey is null")
        .execute()
        .map(rows -> {
          Map<String, Long> balances = new HashMap<>();
          rows.forEach(row -> balances.put(row.getString("name"), row.getLong("balance")));
          return balances;
        });
  }

  private Uni<Rao> staked() {
    return pool.query(
            "select coalesce(sum(balance), 0)::bigint from account where hotkey is not null")
        .execute()
        .map(rows -> new Rao(rows.iterator().next().getLong(0)));
  }

  private Uni<Map<Integer, Subnet>> subnets() {
    return pool.query("select * from subnet")
        .execute()
        .map(rows -> {
          Map<Integer, Subnet> subnets = new HashMap<>();
          rows.forEach(row -> {
            Subnet subnet = Metagraph.subnet(row);
            subnets.put(subnet.netuid(), subnet);
          });
          return subnets;
        });
  }
}
