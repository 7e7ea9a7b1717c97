package witan.ledger.genesis;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.accounting.Hyperparameters;
import witan.accounting.Parameters;
import witan.accounting.Rules;
import witan.accounting.block.Genesis;
import witan.consensus.EpochParameters;
import witan.consensus.Mode;
import witan.protocol.Json;
import witan.protocol.key.Coldkey;
import witan.protocol.ledger.Domain;

/** The genesis of this ledger: read from the database, or made there at the first start. */
@Startup
@Singleton
@RegisterForReflection(
    targets = {
      Genesis.class,
      Genesis.Subnet.class,
      Parameters.class,
      Hyperparameters.class,
      EpochParameters.class,
      Mode.class
    })
public class Founding {

  private static final Logger LOG = Logger.getLogger(Founding.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final String text;
  private final Genesis genesis;
  private final String hash;
  private final Domain domain;
  private final Rules rules;

  Founding(
      Pool pool,
      GenesisConfig config,
      InstantSource clock,
      @ConfigProperty(name = "witan.network.name") String network) {
    // At the start, before anything is served: this thread may wait.
    this.text =
        pool.withTransaction(connection -> founded(connection, config, clock, network))
            .await()
            .atMost(DEADLINE);
    this.genesis = Json.read(text, Genesis.class);
    this.hash = Genesis.hash(text);
    this.domain = new Domain(genesis.chainId(), hash);
    this.rules = new Rules(genesis);
    if (genesis.subnets().stream().allMatch(subnet -> subnet.rules() == null)) {
      LOG.warn(
          "This ledger was founded before there were epochs: nobody but the owner is paid on it."
              + " Found a new one, in another home or database, for all to be");
    }
  }

  public Genesis genesis() {
    return genesis;
  }

  /** The genesis as it is hashed. */
  public String text() {
    return text;
  }

  /** The hash of block 0. */
  public String hash() {
    return hash;
  }

  public Domain domain() {
    return domain;
  }

  public Rules rules() {
    return rules;
  }

  // The head's lock, so that of several replicas that start at once one founds the ledger.
  private static Uni<String> founded(
      SqlConnection connection, GenesisConfig config, InstantSource clock, String network) {
    return connection
        .query("select 1 from head for update")
        .execute()
        .chain(() -> connection.query("select content from genesis").execute())
        .chain(found -> {
          for (Row row : found) {
            return Uni.createFrom().item(row.getString("content"));
          }
          return connection
              .query("select netuid, name from subnet order by netuid")
              .execute()
              .map(names -> {
                List<Genesis.Subnet> subnets = new ArrayList<>();
                names.forEach(row -> subnets.add(subnet(row, config)));
                return genesis(config, clock, network, subnets);
              })
              .chain(genesis -> found(connection, genesis));
        });
  }

  private static Genesis genesis(
      GenesisConfig config, InstantSource clock, String network, List<Genesis.Subnet> subnets) {
    return new Genesis(
        network,
        config.chainId(),
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        new Parameters(
            config.freeRegistrations(),
            config.maxTake(),
            config.takeRaiseBlocks(),
            config.price().blocks(),
            config.price().target(),
            config.price().least().value(),
            config.price().most().value(),
            config.stakeCooldown(),
            config.voteBlocks()),
        subnets);
  }

  private static Genesis.Subnet subnet(Row row, GenesisConfig config) {
    int netuid = row.getShort("netuid");
    GenesisConfig.Subnet settings = config.subnets().get(netuid);
    if (settings == null) {
      throw new IllegalStateException(
          "set witan.genesis.subnets." + netuid + ".share; 0 if the subnet is to get nothing");
    }
    return new Genesis.Subnet(
        netuid,
        row.getString("name"),
        owner(config),
        settings.share(),
        settings.tempo(),
        settings.maxUids(),
        settings.burn().value(),
        rules(config.rules(), settings.tempo()));
  }

  private static Hyperparameters rules(GenesisConfig.Rules rules, int tempo) {
    return new Hyperparameters(
        new EpochParameters(
            rules.mode(),
            tempo,
            rules.activityCutoff(),
            rules.kappa(),
            rules.bondsPenalty(),
            rules.bondsMovingAverage(),
            rules.maxValidators(),
            rules.minStake().value(),
            rules.alphaLow(),
            rules.alphaHigh(),
            rules.alphaSteepness()),
        rules.immunityPeriod(),
        rules.minAllowedWeights(),
        rules.maxWeightLimit(),
        rules.weightsVersion(),
        rules.weightsRateLimit(),
        rules.commitReveal(),
        rules.revealPeriod());
  }

  private static @Nullable Coldkey owner(GenesisConfig config) {
    return config.owner().filter(address -> !address.isBlank()).map(Coldkey::parse).orElse(null);
  }

  private static Uni<String> found(SqlConnection connection, Genesis genesis) {
    String text = genesis.text();
    List<Tuple> subnets =
        genesis.subnets().stream()
            .map(s ->
                Tuple.from(
                    new Object[] {
                      (short) s.netuid(),
                      s.owner() == null ? null : s.owner().address(),
                      s.share(),
                      s.tempo(),
                      s.maxUids(),
                      s.burn()
                    }))
            .toList();
    return connection
        .preparedQuery("insert into genesis values (1, $1, $2)")
        .execute(Tuple.of(text, Genesis.hash(text)))
        .chain(() ->
            connection
                .preparedQuery(
                    "update subnet set owner = $2, share = $3, tempo = $4, max_uids = $5, burn = $6"
                        + " where netuid = $1")
                .executeBatch(subnets))
        .chain(() ->
            connection
                .query("insert into account (name, balance, nonce) values ('mint', 0, 0)")
                .execute())
        .replaceWith(text);
  }
}
