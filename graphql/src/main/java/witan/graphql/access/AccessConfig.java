package witan.graphql.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import witan.protocol.Rao;

/** Who may ask. A bad value stops the gateway at its start, naming the property. */
@ConfigMapping(prefix = "witan.access")
public interface AccessConfig {

  /**
   * Whether those may ask as well who bring no key, or one that nobody knows: for a network on
   * one's own machine. They are answered by experts that cost nothing.
   */
  @WithDefault("false")
  boolean anonymous();

  /** For how long a key is what the books last said it is; one that was revoked works so long. */
  @WithDefault("10S")
  Duration fresh();

  /** For how long a key that was good stays good while the books can't be asked. */
  @WithDefault("5M")
  Duration withoutBooks();

  /** How many unknown keys may be tried from one address in a minute. */
  @WithDefault("30")
  int guessesPerMinute();

  /**
   * The most that an expert may ask for a thousand tokens, in rao, to be asked for those who pay.
   */
  @WithDefault("1_000_000_000")
  Rao highestPrice();

  /** How often experts are paid what they earned; {@code off} for never. */
  String payEvery();
}
