package witan.functions.experts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import witan.functions.question.Embedding;
import witan.gating.KnownExpert;
import witan.gating.Profile;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertList;
import witan.protocol.network.ExpertRecord;

/**
 * The experts by the ledger's last word.
 *
 * <p>While the ledger is away the last list stands, but nobody in it counts as healthy once that
 * word is older than {@code trust}: by then it says nothing about who is up.
 */
public final class Directory {

  private final Supplier<ExpertList> ledger;
  private final Embedding embedding;
  private final InstantSource clock;
  private final Duration trust;
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile @Nullable Heard heard;

  public Directory(
      Supplier<ExpertList> ledger, Embedding embedding, InstantSource clock, Duration trust) {
    this.ledger = ledger;
    this.embedding = embedding;
    this.clock = clock;
    this.trust = trust;
  }

  /**
   * Asks the ledger. If somebody else is asking, waits for that answer instead.
   *
   * @throws RuntimeException if the ledger can't be reached; the last list stands
   */
  public void refresh() {
    Heard before = heard;
    refreshing.lock();
    try {
      if (heard == before) {
        Instant asked = clock.instant();
        heard = new Heard(known(ledger.get().experts(), before), asked);
      }
    } finally {
      refreshing.unlock();
    }
  }

  private List<KnownExpert> known(List<ExpertRecord> records, @Nullable Heard before) {
    Map<Hotkey, KnownExpert> known = new HashMap<>();
    if (before != null) {
      before.experts().forEach(e -> known.put(e.entry().descriptor().hotkey(), e));
    }
    List<KnownExpert> experts = new ArrayList<>();
    for (ExpertRecord entry : records) {
      ExpertDescriptor descriptor = entry.descriptor();
      KnownExpert earlier = known.get(descriptor.hotkey());
      // A profile costs an embedding: made anew only when the expert says something new.
      Profile profile =
          earlier != null && earlier.entry().descriptor().equals(descriptor)
              ? earlier.profile()
              : Profile.of(
                  descriptor,
                  descriptor.profile().isBlank() ? null : embedding.of(descriptor.profile()));
      experts.add(new KnownExpert(entry, profile));
    }
    return List.copyOf(experts);
  }

  /** Whether the ledger has answered once. */
  public boolean reached() {
    return heard != null;
  }

  /** How long ago the ledger was asked what it answered last; null if it never answered. */
  public @Nullable Duration age() {
    Heard last = heard;
    return last == null ? null : Duration.between(last.asked(), clock.instant());
  }

  /** All experts known, healthy or not. Empty before the ledger has answered. */
  public List<KnownExpert> experts() {
    Heard last = heard;
    if (last == null) {
      return List.of();
    }
    boolean trusted = Duration.between(last.asked(), clock.instant()).compareTo(trust) <= 0;
    return trusted ? last.experts() : last.experts().stream().map(Directory::unhealthy).toList();
  }

  private static KnownExpert unhealthy(KnownExpert expert) {
    ExpertRecord entry = expert.entry();
    return new KnownExpert(
        new ExpertRecord(
            entry.descriptor(), entry.uid(), entry.registeredAt(), entry.lastSeen(), false, 0),
        expert.profile());
  }

  private record Heard(List<KnownExpert> experts, Instant asked) {}
}
