package witan.graphql.expert;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import witan.protocol.network.ExpertDescriptor;

/**
 * One connection to each expert, kept while it is used and closed {@value #IDLE_MINUTES} minutes
 * after.
 *
 * <p>Keyed by hotkey and endpoint, so that an expert that moves gets a new connection.
 */
@ApplicationScoped
public class Channels {

  private static final int IDLE_MINUTES = 5;
  private static final int LARGEST_MESSAGE = 4 << 20;

  private record Key(String hotkey, String endpoint) {}

  private static final class Used {
    final ManagedChannel channel;
    volatile Instant last;

    Used(ManagedChannel channel, Instant last) {
      this.channel = channel;
      this.last = last;
    }
  }

  private final ConcurrentHashMap<Key, Used> open = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final Connector connector;
  private final Duration distance;

  /** Connections to experts where they are. */
  public Channels(InstantSource clock, Connector connector) {
    this(clock, connector, Duration.ZERO);
  }

  /**
   * @param distance how much later everything arrives, each way; above zero in measurements only
   */
  @Inject
  public Channels(
      InstantSource clock,
      Connector connector,
      @ConfigProperty(name = "witan.experts.distance", defaultValue = "0S") Duration distance) {
    this.clock = clock;
    this.connector = connector;
    this.distance = distance;
  }

  /**
   * The connection to an expert; made when there is none, and anew when the last attempt failed: it
   * is for the {@link Breaker} to say when to try again, not for the connection's own back-off.
   *
   * @throws ExpertLostException when its endpoint is no usable address
   */
  ManagedChannel to(ExpertDescriptor expert) throws ExpertLostException {
    Key key = new Key(expert.hotkey().toString(), expert.endpoint().toString());
    Used used = open.get(key);
    if (used == null || hasFailed(used)) {
      URI endpoint = address(key.endpoint());
      used =
          open.compute(
              key,
              (ignored, known) -> {
                if (known != null && !hasFailed(known)) {
                  return known;
                }
                if (known != null) {
                  known.channel.shutdown();
                }
                return new Used(connect(endpoint), clock.instant());
              });
    }
    used.last = clock.instant();
    return used.channel;
  }

  private static boolean hasFailed(Used used) {
    return used.channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
  }

  private static URI address(String endpoint) throws ExpertLostException {
    try {
      URI uri = URI.create(endpoint);
      boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (known && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new ExpertLostException(
        ExpertLostException.Loss.BROKEN, "its endpoint is no http or https address");
  }

  private ManagedChannel connect(URI endpoint) {
    NettyChannelBuilder builder =
        connector
            .to(endpoint)
            .maxInboundMessageSize(LARGEST_MESSAGE)
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .disableRetry();
    if (distance.isPositive()) {
      builder.intercept(new Distance(distance));
    }
    return builder.build();
  }

  /** Closes what nobody used for a while. */
  @Scheduled(every = "60s", delayed = "60s")
  void closeUnused() {
    Instant limit = clock.instant().minus(Duration.ofMinutes(IDLE_MINUTES));
    open.forEach((key, used) -> {
      if (used.last.isBefore(limit) && open.remove(key, used)) {
        used.channel.shutdown();
      }
    });
  }

  @PreDestroy
  public void close() {
    open.values().forEach(used -> used.channel.shutdownNow());
    open.clear();
  }
}
