package witan.ledger.genesis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;
import witan.consensus.Mode;
import witan.protocol.Rao;

/**
 * What a new ledger begins with. Read at the first start only; afterwards the genesis in the
 * database holds.
 */
@ConfigMapping(prefix = "witan.genesis")
public interface GenesisConfig {

  /** The address of the owner's coldkey of all subnets; without it, owners get no part. */
  Optional<String> owner();

  /** Of the EVM chain on which the ledger settles. */
  @WithDefault("31337")
  long chainId();

  /** How many registrations of a subnet burn nothing. */
  @WithDefault("16")
  int freeRegistrations();

  /** The highest take of a validator, of 65,535. */
  @WithDefault("11796")
  int maxTake();

  /** Blocks between two raises of a take. */
  @WithDefault("216000")
  long takeRaiseBlocks();

  /** Of a registration, after the free ones. */
  Price price();

  /** How what a registration burns follows demand. */
  interface Price {

    /** After how many blocks it is adjusted. */
    @WithDefault("100")
    int blocks();

    /** How many registrations there should be in so many blocks. */
    @WithDefault("2")
    int target();

    /** Never below. */
    @WithDefault("1_000_000_000")
    Rao least();

    /** Never above. */
    @WithDefault("100_000_000_000")
    Rao most();
  }

  /** Blocks for which a stake stays after it was added to; 0: none. */
  @WithDefault("0")
  long stakeCooldown();

  /** After how many blocks the subnets' shares follow the validators' votes; 0: never. */
  @WithDefault("0")
  int voteBlocks();

  /** For neurons, weights and epochs, on all subnets. */
  Rules rules();

  /**
   * Rules of 2023 with the consensus of today's new subnets; see {@code
   * witan.accounting.Hyperparameters} and {@code witan.consensus.EpochParameters}.
   */
  interface Rules {

    @WithDefault("YUMA3_LIQUID")
    Mode mode();

    /** Blocks after which a validator that set no weights counts no more. */
    @WithDefault("5000")
    long activityCutoff();

    @WithDefault("32767")
    int kappa();

    @WithDefault("65535")
    int bondsPenalty();

    @WithDefault("900000")
    int bondsMovingAverage();

    @WithDefault("64")
    int maxValidators();

    @WithDefault("0")
    Rao minStake();

    @WithDefault("45875")
    int alphaLow();

    @WithDefault("58982")
    int alphaHigh();

    @WithDefault("1000")
    int alphaSteepness();

    @WithDefault("4096")
    long immunityPeriod();

    /** All neurons, where there are fewer. */
    @WithDefault("1024")
    int minAllowedWeights();

    @WithDefault("1000")
    int maxWeightLimit();

    @WithDefault("0")
    long weightsVersion();

    @WithDefault("100")
    long weightsRateLimit();

    @WithDefault("true")
    boolean commitReveal();

    @WithDefault("1")
    int revealPeriod();
  }

  /** By netuid; the database's migrations name the subnets. */
  Map<Integer, Subnet> subnets();

  /** What a subnet begins with. */
  interface Subnet {

    /** Of the emission, relative to the other subnets' shares. */
    @WithDefault("0")
    int share();

    /** Blocks between two epochs, less one. */
    @WithDefault("99")
    int tempo();

    /** Places. */
    @WithDefault("4096")
    int maxUids();

    /** What a registration costs after the first ones. */
    @WithDefault("1_000_000_000")
    Rao burn();
  }
}
