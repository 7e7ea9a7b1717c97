package witan.graphql.rate;

import io.smallrye.config.ConfigMapping;
import java.util.OptionalInt;

/**
 * How much those may ask who have no limits of their own, in a minute and each; as much may come at
 * once. A bad value stops the gateway at its start.
 */
@ConfigMapping(prefix = "witan.rate")
public interface RateConfig {

  /**
   * Requests over every door together: a request to OpenAI's API, a GraphQL operation. Without it
   * there is no limit.
   */
  OptionalInt requestsPerMinute();

  /** Tokens of prompts and answers. Without it there is no limit. */
  OptionalInt tokensPerMinute();
}
