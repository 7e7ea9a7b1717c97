package witan.graphql.stored;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is kept of what clients ask. A bad value stops the gateway at its start. */
@ConfigMapping(prefix = "witan.stored")
public interface StoredConfig {

  /** For how long things are kept, such as {@code 30d}; 0 to keep none at all. */
  @WithDefault("0")
  Duration keep();

  /** How many of one owner's are kept, the oldest leaving first. */
  @WithDefault("10000")
  int objects();

  /** How much is kept of all owners together; whoever wants more loses its own oldest. */
  @WithDefault("256M")
  MemorySize bytes();
}
