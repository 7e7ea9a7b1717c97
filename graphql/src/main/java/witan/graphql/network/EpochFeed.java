package witan.graphql.network;

import io.smallrye.mutiny.Multi;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import witan.protocol.ledger.EpochInfo;

/** Epochs as they are run. */
@ApplicationScoped
public class EpochFeed {

  private final Feed<EpochInfo> feed;

  @Inject
  public EpochFeed(
      Metagraph metagraph,
      @ConfigProperty(name = "witan.ledger.poll", defaultValue = "0.5S") Duration poll) {
    this.feed = new Feed<>(poll, metagraph::latestEpochs, EpochInfo::height);
  }

  @PreDestroy
  void stop() {
    feed.close();
  }

  /**
   * For one listener.
   *
   * @param netuid of the subnet; null for all of them
   */
  public Multi<EpochInfo> epochs(@Nullable Integer netuid) {
    return netuid == null ? feed.items() : feed.items().filter(epoch -> epoch.netuid() == netuid);
  }
}
