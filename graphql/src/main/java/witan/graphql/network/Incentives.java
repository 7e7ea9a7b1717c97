package witan.graphql.network;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.NeuronInfo;
import witan.protocol.network.Modality;

/**
 * What the last epoch gave the experts of a subnet.
 *
 * <p>However many experts are shown, the ledger is asked once a second and subnet at most: an epoch
 * is longer than that.
 */
@ApplicationScoped
public class Incentives {

  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final double WHOLE = 65_535;

  private final Metagraph metagraph;
  private final InstantSource clock;
  private final ReentrantLock asking = new ReentrantLock();
  private final Map<Modality, Known> known = new ConcurrentHashMap<>();

  @Inject
  public Incentives(Metagraph metagraph, InstantSource clock) {
    this.metagraph = metagraph;
    this.clock = clock;
  }

  private record Known(Map<Hotkey, Double> incentives, Instant at) {}

  /**
   * An expert's share of what the experts of its subnet get, 0 to 1; 0 without a place there.
   *
   * @throws LedgerException when the ledger can't be asked
   */
  public double of(Hotkey expert, Modality modality) throws InterruptedException {
    Known found = fresh(modality);
    if (found == null) {
      asking.lockInterruptibly();
      try {
        found = fresh(modality);
        if (found == null) {
          found = ask(modality);
          known.put(modality, found);
        }
      } finally {
        asking.unlock();
      }
    }
    return found.incentives.getOrDefault(expert, 0.0);
  }

  private @Nullable Known fresh(Modality modality) {
    Known found = known.get(modality);
    return found != null && clock.instant().isBefore(found.at.plus(FRESH)) ? found : null;
  }

  private Known ask(Modality modality) throws InterruptedException {
    return new Known(
        neurons(modality.netuid()).stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    NeuronInfo::hotkey, neuron -> neuron.incentive() / WHOLE)),
        clock.instant());
  }

  // A ledger need not have a subnet for each modality; its experts have no place then.
  private List<NeuronInfo> neurons(int netuid) throws InterruptedException {
    try {
      return metagraph.neurons(netuid);
    } catch (LedgerException e) {
      if (e.kind() == LedgerException.Kind.UNKNOWN) {
        return List.of();
      }
      throw e;
    }
  }
}
