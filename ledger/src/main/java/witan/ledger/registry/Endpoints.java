package witan.ledger.registry;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import witan.ledger.http.Refusal;
import witan.ledger.http.RefusedException;
import witan.protocol.address.AllowedAddresses;
import witan.protocol.address.HostLookup;

/**
 * Whether an endpoint may be listed: not if it leads into somebody's own network.
 *
 * <p>This tells an honest expert at once why nobody would ask it; it protects nobody, as a name may
 * mean something else tomorrow. Gateways judge the address itself whenever they connect. So a name
 * that nobody knows, or that takes too long to look up, is listed: experts register before their
 * names are known everywhere.
 */
@Singleton
public class Endpoints {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final int THREADS = 4;
  private static final int WAITING = 64;

  private final AllowedAddresses allowed;
  private final HostLookup lookup;
  private final Duration deadline;

  // The resolver blocks for as long as it likes; beyond these, names are not looked up.
  private final ExecutorService lookups =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("lookup-", 0).factory());

  @Inject
  Endpoints(
      @ConfigProperty(name = AllowedAddresses.PROPERTY) Optional<List<String>> privateAddresses) {
    this(AllowedAddresses.parse(privateAddresses.orElse(List.of())), HostLookup.SYSTEM, DEADLINE);
  }

  Endpoints(AllowedAddresses allowed, HostLookup lookup, Duration deadline) {
    this.allowed = allowed;
    this.lookup = lookup;
    this.deadline = deadline;
  }

  /**
   * Fails with a {@link RefusedException} where {@code endpoint}, a valid one, may not be listed;
   * goes on where the caller was.
   */
  Uni<Void> check(String endpoint) {
    String host = URI.create(endpoint).getHost();
    if (HostLookup.isLiteral(host)) {
      // Without a resolver, and so at once.
      return Uni.createFrom()
          .voidItem()
          .invoke(() -> judge(host, addresses(HostLookup.SYSTEM, host)));
    }
    Context caller = Vertx.currentContext();
    Uni<List<InetAddress>> found =
        Uni.createFrom()
            .item(() -> addresses(lookup, host))
            .runSubscriptionOn(lookups)
            .ifNoItem()
            .after(deadline)
            .recoverWithItem(List.of())
            // The lookups are too many.
            .onFailure()
            .recoverWithItem(List.of());
    return found
        .emitOn(next -> {
          if (caller == null) {
            Infrastructure.getDefaultExecutor().execute(next);
          } else {
            caller.runOnContext(ignored -> next.run());
          }
        })
        .invoke(addresses -> judge(host, addresses))
        .replaceWithVoid();
  }

  private void judge(String host, List<InetAddress> addresses) {
    if (!addresses.stream().allMatch(allowed::allows)) {
      throw new RefusedException(
          Refusal.ENDPOINT_NOT_PUBLIC,
          ("%s is not a public address. Register the one at which gateways reach the expert over the"
                  + " internet, or ask this network's operator to allow it (%s).")
              .formatted(host, AllowedAddresses.PROPERTY));
    }
  }

  private static List<InetAddress> addresses(HostLookup lookup, String host) {
    try {
      return lookup.of(host);
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  @PreDestroy
  void close() {
    lookups.shutdownNow();
  }
}
