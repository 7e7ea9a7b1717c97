package witan.graphql.transport;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What one GraphQL request may ask for; checked before its document is validated. */
@ConfigMapping(prefix = "witan.graphql.limits")
public interface LimitsConfig {

  /** A request's body, in bytes: pictures come with it. */
  @WithDefault("9437184")
  int bodyBytes();

  @WithDefault("200000")
  int characters();

  @WithDefault("5000")
  int tokens();

  /** How deep fields may nest; introspection by tools needs about 13. */
  @WithDefault("15")
  int depth();

  /** How many fields a document selects, fragments counted at each use. */
  @WithDefault("1000")
  int fields();

  @WithDefault("30")
  int aliases();

  @WithDefault("20")
  int rootFields();

  /** How many operations one WebSocket may run at a time. */
  @WithDefault("32")
  int operationsPerSocket();

  /** How long a WebSocket may wait before {@code connection_init}. */
  @WithDefault("3S")
  Duration initTimeout();
}
