package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import witan.graphql.upstream.Upstreams;
import witan.protocol.Json;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/**
 * The experts of the network as the ledger lists them, and this gateway's upstreams.
 *
 * <p>The ledger is asked at most once a second; while the ledger is silent, the last list that it
 * gave holds.
 */
@ApplicationScoped
public class Registry {

  private static final Logger LOG = Logger.getLogger(Registry.class);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final String PREFIX = "witan/";

  private final Ledger ledger;
  private final Upstreams upstreams;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile List<ExpertRecord> known = List.of();
  private volatile Instant asked = Instant.MIN;

  @Inject
  public Registry(Ledger ledger, Upstreams upstreams, InstantSource clock) {
    this.ledger = ledger;
    this.upstreams = upstreams;
    this.clock = clock;
  }

  /**
   * All experts, those that are down and this gateway's upstreams included. Blocks when the list is
   * older than a second.
   */
  public List<ExpertRecord> experts() throws InterruptedException {
    return Stream.concat(registered().stream(), upstreams.records().stream()).toList();
  }

  private List<ExpertRecord> registered() throws InterruptedException {
    if (isFresh()) {
      return known;
    }
    fetching.lockInterruptibly();
    try {
      if (!isFresh()) {
        fetch();
      }
    } finally {
      fetching.unlock();
    }
    return known;
  }

  /** The text experts that can be asked by name, one a name. */
  public List<ExpertRecord> answering() throws InterruptedException {
    return experts().stream()
        .filter(expert -> expert.descriptor().modality() == Modality.TEXT && expert.healthy())
        .sorted(
            Comparator.comparing((ExpertRecord e) -> e.descriptor().name())
                .thenComparing(ExpertRecord::uid))
        .toList();
  }

  /** The model name of an expert. */
  public static String modelOf(ExpertRecord expert) {
    return PREFIX + expert.descriptor().name();
  }

  /**
   * The text expert with this model name; of several a healthy one, of those the one registered
   * first.
   */
  public Optional<ExpertRecord> named(String model) throws InterruptedException {
    return experts().stream()
        .filter(expert -> expert.descriptor().modality() == Modality.TEXT)
        .filter(expert -> modelOf(expert).equals(model))
        .min(
            Comparator.comparing((ExpertRecord expert) -> !expert.healthy())
                .thenComparing(ExpertRecord::uid));
  }

  private boolean isFresh() {
    return clock.instant().isBefore(asked.plus(FRESH));
  }

  private void fetch() throws InterruptedException {
    try {
      HttpResponse<byte[]> response =
          ledger.send("GET", "/network/experts", new byte[0], Map.of("Accept", "application/json"));
      if (response.statusCode() == 200) {
        known =
            Json.read(new String(response.body(), StandardCharsets.UTF_8), ExpertList.class)
                .experts();
      } else {
        LOG.warnf("the ledger lists no experts: status %d", response.statusCode());
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf("the ledger lists no experts: %s", e.getMessage());
    }
    asked = clock.instant();
  }
}
