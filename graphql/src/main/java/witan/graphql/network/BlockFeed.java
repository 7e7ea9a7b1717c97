package witan.graphql.network;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import witan.protocol.ledger.BlockInfo;

/**
 * Closed blocks as they come, each once and in order of height, from the subscription on.
 *
 * <p>However many listen, the ledger is asked once a tick, and not at all while nobody does. While
 * it is silent nothing comes; what was closed meanwhile comes afterwards.
 */
@ApplicationScoped
public class BlockFeed {

  private static final Logger LOG = Logger.getLogger(BlockFeed.class);

  /** So many are asked for at a time, as more are hardly closed between two ticks. */
  private static final int USUAL = 8;

  /** So many are caught up with after a silence; older ones can be asked for. */
  private static final int MOST = 1_000;

  /** A listener that is so far behind is let go. */
  private static final int BEHIND = 256;

  private final Bookkeeper bookkeeper;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Multi<BlockInfo> blocks;

  @Inject
  public BlockFeed(
      Bookkeeper bookkeeper,
      @ConfigProperty(name = "witan.ledger.poll", defaultValue = "0.5S") Duration poll) {
    this.bookkeeper = bookkeeper;
    this.blocks =
        Multi.createFrom()
            .deferred(() -> fresh(poll))
            .broadcast()
            .withCancellationAfterLastSubscriberDeparture()
            .toAllSubscribers();
  }

  @PreDestroy
  void stop() {
    calls.shutdownNow();
  }

  /** For one listener. */
  public Multi<BlockInfo> blocks() {
    return blocks.onOverflow().buffer(BEHIND);
  }

  private Multi<BlockInfo> fresh(Duration poll) {
    Latest latest = new Latest();
    return Multi.createFrom()
        .ticks()
        .every(poll)
        .onOverflow()
        .drop()
        .onItem()
        .transformToMultiAndConcatenate(tick ->
            Uni.createFrom()
                .item(latest::next)
                .runSubscriptionOn(calls)
                .onItem()
                .transformToMulti(Multi.createFrom()::iterable));
  }

  /** How far one run of the feed has come. One call at a time. */
  private final class Latest {
    private long height = -1;

    private List<BlockInfo> next() {
      try {
        List<BlockInfo> closed = bookkeeper.latest(USUAL);
        if (height >= 0 && !closed.isEmpty() && closed.getLast().height() > height + 1) {
          closed = bookkeeper.latest(MOST);
        }
        boolean first = height < 0;
        List<BlockInfo> fresh =
            closed.reversed().stream()
                .filter(block -> block.height() > height)
                .takeWhile(block -> block.hash() != null)
                .toList();
        height = fresh.isEmpty() ? Math.max(height, 0) : fresh.getLast().height();
        return first ? List.of() : fresh; // what was before anybody listened
      } catch (LedgerException e) {
        LOG.debugf("no blocks: %s", e.getMessage());
        return List.of();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
    }
  }
}
