package witan.graphql.api;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import io.smallrye.mutiny.unchecked.UncheckedSupplier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import witan.graphql.network.LedgerException;

/** What the ledger is asked for when it is first wanted, and never again, by all of a page. */
final class Once {

  private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();

  private Once() {}

  /**
   * @param question may block
   */
  static <T> Uni<T> asked(UncheckedSupplier<T> question) {
    return Uni.createFrom()
        .item(Unchecked.supplier(question))
        .runSubscriptionOn(THREADS)
        .onFailure(LedgerException.class)
        .transform(Refusals::of)
        .memoize()
        .indefinitely();
  }
}
