package witan.ledger.block;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The ledger's clock. */
@ConfigMapping(prefix = "witan.block")
public interface BlockConfig {

  /** How often a block is closed; 0 makes this replica close none. */
  @WithDefault("12s")
  Duration every();
}
