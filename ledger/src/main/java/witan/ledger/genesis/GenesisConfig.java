package witan.ledger.genesis;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;
import java.util.Optional;
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
