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
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import witan.graphql.rate.Standing.Unit;

/**
 * Token buckets for each client of this gateway: requests, tokens, and keys that were tried. A
 * client that has full ones is forgotten.
 */
@ApplicationScoped
public class Rates {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** After which every bucket is full again: an answer's tokens may exceed what was left. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private static final int CLIENTS = 100_000;

  private final RateConfig config;
  private final MeterRegistry metrics;
  private final TimeMeter time;
  private final Cache<Key, Bucket> buckets;

  private enum Counted {
    REQUESTS,
    TOKENS,
    GUESSES
  }

  /** A limit that changes begins with a full bucket. */
  private record Key(Counted counted, String client, int limit) {}

  /** Refuses a limit below one. */
  @Inject
  public Rates(RateConfig config, InstantSource clock, MeterRegistry metrics) {
    atLeastOne("requests-per-minute", config.requestsPerMinute());
    atLeastOne("tokens-per-minute", config.tokensPerMinute());
    this.config = config;
    this.metrics = metrics;
    this.time = new Clock(clock);
    this.buckets = Caffeine.newBuilder().maximumSize(CLIENTS).expireAfterAccess(FORGOTTEN).build();
    for (Counted counted : Counted.values()) {
      refused(counted);
    }
  }

  private Counter refused(Counted counted) {
    return Counter.builder("witan.rate.refused")
        .description("Requests refused for what a client may use in a minute")
        .tag("of", counted.name().toLowerCase(Locale.ROOT))
        .register(metrics);
  }

  private static void atLeastOne(String name, OptionalInt limit) {
    if (limit.isPresent() && limit.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "witan.rate.%s is %d; it must be at least 1, or be left out"
              .formatted(name, limit.getAsInt()));
    }
  }

  /** Nobody counts refusals. */
  public Rates(RateConfig config, InstantSource clock) {
    this(config, clock, new CompositeMeterRegistry());
  }

  /**
   * Counts a request of this client.
   *
   * @param own limit in place of the gateway's
   * @return empty where there is no limit
   */
  public Optional<Standing> request(String client, @Nullable Integer own) {
    return limit(own, config.requestsPerMinute())
        .map(limit -> {
          var probe = bucket(Counted.REQUESTS, client, limit).tryConsumeAndReturnRemaining(1);
          return counted(
              Counted.REQUESTS,
              new Standing(
                  Unit.REQUESTS,
                  probe.isConsumed(),
                  limit,
                  probe.getRemainingTokens(),
                  Duration.ofNanos(probe.getNanosToWaitForRefill()),
                  Duration.ofNanos(probe.getNanosToWaitForReset())));
        });
  }

  /**
   * Where this client stands with its tokens: it is admitted while any are left, for nobody knows
   * before how many a request will use.
   *
   * @param own limit in place of the gateway's
   * @return empty where there is no limit
   */
  public Optional<Standing> tokens(String client, @Nullable Integer own) {
    return limit(own, config.tokensPerMinute())
        .map(limit -> {
          Bucket bucket = bucket(Counted.TOKENS, client, limit);
          var probe = bucket.estimateAbilityToConsume(1);
          long left = bucket.getAvailableTokens();
          return counted(
              Counted.TOKENS,
              new Standing(
                  Unit.TOKENS,
                  probe.canBeConsumed(),
                  limit,
                  Math.max(0, left),
                  Duration.ofNanos(probe.getNanosToWaitForRefill()),
                  MINUTE.multipliedBy(limit - left).dividedBy(limit)));
        });
  }

  private Standing counted(Counted counted, Standing standing) {
    if (!standing.admitted()) {
      refused(counted).increment();
    }
    return standing;
  }

  /**
   * Whether tokens are counted at all.
   *
   * @param own limit in place of the gateway's
   */
  public boolean isTokensLimited(@Nullable Integer own) {
    return limit(own, config.tokensPerMinute()).isPresent();
  }

  /** Counts tokens of this client, though they be more than are left. */
  public void spend(String client, @Nullable Integer own, long tokens) {
    if (tokens > 0) {
      limit(own, config.tokensPerMinute())
          .ifPresent(
              limit -> bucket(Counted.TOKENS, client, limit).consumeIgnoringRateLimits(tokens));
    }
  }

  /** Counts a key that was tried from this address; false if it were too many. */
  public boolean guess(String address, int limit) {
    boolean allowed = bucket(Counted.GUESSES, address, limit).tryConsume(1);
    if (!allowed) {
      refused(Counted.GUESSES).increment();
    }
    return allowed;
  }

  private static Optional<Integer> limit(@Nullable Integer own, OptionalInt general) {
    return own != null ? Optional.of(own) : general.stream().boxed().findFirst();
  }

  private Bucket bucket(Counted counted, String client, int limit) {
    return buckets.get(new Key(counted, client, limit), key -> full(key.limit));
  }

  private Bucket full(int capacity) {
    return Bucket.builder()
        .addLimit(bandwidth -> bandwidth.capacity(capacity).refillGreedy(capacity, MINUTE))
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
