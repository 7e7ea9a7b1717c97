package witan.graphql.network;

import io.smallrye.mutiny.Multi;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import witan.protocol.ledger.BlockInfo;

/** Blocks as they are closed and hashed. */
@ApplicationScoped
public class BlockFeed {

  private final Feed<BlockInfo> feed;

  @Inject
  public BlockFeed(
      Bookkeeper bookkeeper,
      @ConfigProperty(name = "witan.ledger.poll", defaultValue = "0.5S") Duration poll) {
    // They are hashed one after the other: what is not yet are the latest ones.
    this.feed =
        new Feed<>(
            poll,
            first ->
                bookkeeper.latest(first).stream().dropWhile(block -> block.hash() == null).toList(),
            BlockInfo::height);
  }

  @PreDestroy
  void stop() {
    feed.close();
  }

  /** For one listener. */
  public Multi<BlockInfo> blocks() {
    return feed.items();
  }
}
