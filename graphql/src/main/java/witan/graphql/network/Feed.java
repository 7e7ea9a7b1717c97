package witan.graphql.network;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToLongFunction;
import org.jboss.logging.Logger;

/**
 * What the ledger adds to a list, each once and in order of height, from the subscription on.
 *
 * <p>However many listen, the ledger is asked once a tick, and not at all while nobody does. While
 * it is silent nothing comes; what was added meanwhile comes afterwards.
 */
final class Feed<T> implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Feed.class);

  /** So many are asked for at a time, as more are hardly added between two ticks. */
  private static final int USUAL = 8;

  /** So many are caught up with after a silence; older ones can be asked for. */
  private static final int MOST = 1_000;

  /** A listener that is so far behind is let go. */
  private static final int BEHIND = 256;

  /** The latest of the list first; all of one height are there at once. */
  interface Source<T> {
    List<T> latest(int first) throws InterruptedException;
  }

  private final Source<T> source;
  private final ToLongFunction<T> height;
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Multi<T> items;

  Feed(Duration poll, Source<T> source, ToLongFunction<T> height) {
    this.source = source;
    this.height = height;
    this.items =
        Multi.createFrom()
            .deferred(() -> fresh(poll))
            .broadcast()
            .withCancellationAfterLastSubscriberDeparture()
            .toAllSubscribers();
  }

  /** For one listener. */
  Multi<T> items() {
    return items.onOverflow().buffer(BEHIND);
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }

  private Multi<T> fresh(Duration poll) {
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
    private long seen = -1;

    private List<T> next() {
      try {
        List<T> listed = source.latest(USUAL);
        if (seen >= 0 && !listed.isEmpty() && height.applyAsLong(listed.getLast()) > seen) {
          listed = source.latest(MOST);
        }
        boolean first = seen < 0;
        List<T> fresh =
            listed.reversed().stream().filter(item -> height.applyAsLong(item) > seen).toList();
        seen = fresh.isEmpty() ? Math.max(seen, 0) : height.applyAsLong(fresh.getLast());
        return first ? List.of() : fresh; // what was before anybody listened
      } catch (LedgerException e) {
        LOG.debugf("nothing new: %s", e.getMessage());
        return List.of();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
    }
  }
}
