package witan.graphql.network;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import witan.protocol.Json;
import witan.protocol.key.HotkeyPair;
import witan.protocol.network.Gateway;

/** Tells the ledger that this gateway belongs to the network, so that experts answer its calls. */
@ApplicationScoped
public class Announcement {

  private static final Logger LOG = Logger.getLogger(Announcement.class);

  private final Ledger ledger;
  private final HotkeyPair key;
  private final String endpoint;
  private final Optional<String> serviceKey;
  private volatile boolean registered;

  @Inject
  public Announcement(
      Ledger ledger,
      HotkeyPair key,
      @ConfigProperty(name = "witan.advertise-url") String endpoint,
      @ConfigProperty(name = "witan.service-key") Optional<String> serviceKey) {
    this.ledger = ledger;
    this.key = key;
    this.endpoint = endpoint;
    this.serviceKey = serviceKey;
  }

  @Scheduled(
      every = "${witan.announce.every:30s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void repeat() throws InterruptedException {
    announce();
  }

  // Until the first success a ledger that starts later must not leave this gateway unknown for
  // long.
  @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void untilRegistered() throws InterruptedException {
    if (!registered) {
      announce();
    }
  }

  private void announce() throws InterruptedException {
    byte[] body = Json.write(new Gateway(key.hotkey(), endpoint)).getBytes(StandardCharsets.UTF_8);
    try {
      HttpResponse<byte[]> response =
          ledger.send(
              "PUT",
              "/network/gateways/" + key.hotkey(),
              body,
              Map.of("Authorization", "Bearer " + serviceKey.orElse("")));
      boolean accepted = response.statusCode() / 100 == 2;
      if (!accepted) {
        LOG.warnf(
            "the ledger did not register this gateway: status %d; is witan.service-key the same"
                + " there?",
            response.statusCode());
      } else if (!registered) {
        LOG.infof("registered with the ledger as %s at %s", key.hotkey(), endpoint);
      }
      registered = accepted;
    } catch (IOException e) {
      LOG.debugf("the ledger can't be reached: %s", e.getMessage());
      registered = false;
    }
  }
}
