package witan.inference.registration;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import witan.protocol.key.Hotkey;
import witan.protocol.network.Gateway;

/**
 * The gateways of the network, as the network last listed them.
 *
 * <p>Fetched every five seconds, and at once when somebody unknown calls, though not more often
 * than once a second: a gateway that has just started need not wait, and strangers cannot make the
 * expert flood its network. While the network is silent the last list holds.
 */
@ApplicationScoped
public class GatewayList {

  private static final Logger LOG = Logger.getLogger(GatewayList.class);
  private static final long BETWEEN_REFRESHES_NANOS = Duration.ofSeconds(1).toNanos();

  private final Network network;
  private final AtomicLong refreshed = new AtomicLong(System.nanoTime() - BETWEEN_REFRESHES_NANOS);
  private volatile Set<Hotkey> hotkeys = Set.of();

  GatewayList(Network network) {
    this.network = network;
  }

  /** Whether {@code sender} is one of them. May ask the network: not for the event loop. */
  public boolean contains(Hotkey sender) {
    if (!hotkeys.contains(sender)) {
      refreshIfDue();
    }
    return hotkeys.contains(sender);
  }

  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void refresh() {
    try {
      hotkeys = network.gateways().stream().map(Gateway::hotkey).collect(Collectors.toSet());
    } catch (IOException | RuntimeException unreachable) {
      LOG.debugf("The list of gateways could not be fetched: %s", unreachable.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void refreshIfDue() {
    long now = System.nanoTime();
    long last = refreshed.get();
    if (now - last >= BETWEEN_REFRESHES_NANOS && refreshed.compareAndSet(last, now)) {
      refresh();
    }
  }
}
