package witan.ledger.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import witan.protocol.Rao;

/** What is held for answers, and what is paid out. */
@ConfigMapping(prefix = "witan.access")
public interface AccessConfig {

  /**
   * For how long something is held for an answer that nobody charges, since its gateway is gone;
   * longer than any answer takes.
   */
  @WithDefault("1h")
  Duration holdFor();

  /**
   * The least that is paid to an expert's owner; what is less waits until there is more, lest the
   * ledger be filled by transfers of one rao.
   */
  @WithDefault("1_000")
  Rao leastPayment();
}
