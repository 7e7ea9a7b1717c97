package witan.graphql.rate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A token bucket for each client. A client that was silent for a minute has a full one, and is
 * forgotten.
 */
@ApplicationScoped
public class Rates {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int CLIENTS = 100_000;

  private final Counter refused;
  private final OptionalInt limit;
  private final TimeMeter time;
  private final Cache<String, Bucket> buckets;

  /** Refuses a limit below one. */
  @Inject
  public Rates(RateConfig config, InstantSource clock, MeterRegistry metrics) {
    this.refused =
        Counter.builder("witan.rate.refused")
            .description("Requests beyond what a client may send")
            .register(metrics);
    this.limit = config.requestsPerMinute();
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "witan.rate.requests-per-minute is %d; it must be at least 1, or be left out"
              .formatted(limit.getAsInt()));
    }
    this.time = new Clock(clock);
    this.buckets =
        Caffeine.newBuilder().maximumSize(CLIENTS).expireAfterAccess(MINUTE.plusSeconds(1)).build();
  }

  /** Nobody counts refusals. */
  public Rates(RateConfig config, InstantSource clock) {
    this(config, clock, new CompositeMeterRegistry());
  }

  /** Counts a request of this client; empty where no limit is set. */
  public Optional<Standing> take(String client) {
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    var probe =
        buckets.get(client, first -> full(limit.getAsInt())).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      refused.increment();
    }
    return Optional.of(
        new Standing(
            probe.isConsumed(),
            limit.getAsInt(),
            probe.getRemainingTokens(),
            Duration.ofNanos(probe.getNanosToWaitForRefill()),
            Duration.ofNanos(probe.getNanosToWaitForReset())));
  }

  private Bucket full(int requests) {
    return Bucket.builder()
        .addLimit(bandwidth -> bandwidth.capacity(requests).refillGreedy(requests, MINUTE))
        .withCustomTimePrecision(time)
        .build();
  }

  private record Clock(InstantSource source) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return Duration.between(Instant.EPOCH, source.instant()).toNanos();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
