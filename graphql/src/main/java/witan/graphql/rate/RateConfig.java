package witan.graphql.rate;

import io.smallrye.config.ConfigMapping;
import java.util.OptionalInt;

/** How often a client may ask; a bad value stops the gateway at its start. */
@ConfigMapping(prefix = "witan.rate")
public interface RateConfig {

  /**
   * Requests a minute from one address, over every door together: a request to OpenAI's API, a
   * GraphQL operation. As many may come at once. Without it there is no limit.
   */
  OptionalInt requestsPerMinute();
}
