package witan.functions.question;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long texts may wait to be embedded. A bad value stops the service at start. */
@ConfigMapping(prefix = "witan.embedding")
public interface EmbeddingConfig {

  /** How many texts wait at most, beyond those that run; more are refused at once, with 503. */
  @WithDefault("256")
  int waiting();

  /** How long a text may take, its turn in the queue included; later it is refused, with 503. */
  @WithDefault("2s")
  Duration within();
}
