package witan.graphql.expert;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import witan.protocol.address.AllowedAddresses;
import witan.protocol.address.HostLookup;

/**
 * How experts' endpoints are called: at addresses where experts may be, and over TLS with a
 * verified certificate where the endpoint is https. Anybody may register an endpoint; this keeps it
 * from being one within the gateway's own network.
 */
@Singleton
public class Connector {

  private final AllowedAddresses allowed;
  private final HostLookup lookup;
  private final @Nullable SslContext tls;

  /**
   * @param privateAddresses where experts may be besides the internet ({@link
   *     AllowedAddresses#parse})
   * @param authorities a PEM file with the certificates of those who may vouch for experts, in the
   *     place of the JDK's
   */
  @Inject
  public Connector(
      @ConfigProperty(name = AllowedAddresses.PROPERTY) Optional<List<String>> privateAddresses,
      @ConfigProperty(name = "witan.experts.authorities") Optional<Path> authorities) {
    this(
        AllowedAddresses.parse(privateAddresses.orElse(List.of())),
        HostLookup.SYSTEM,
        authorities.orElse(null));
  }

  Connector(AllowedAddresses allowed, HostLookup lookup, @Nullable Path authorities) {
    this.allowed = allowed;
    this.lookup = lookup;
    this.tls = authorities == null ? null : trusting(authorities);
  }

  /** For experts on this machine and on the internet, and nowhere between. */
  public static Connector onThisMachine() {
    return new Connector(AllowedAddresses.parse(List.of("loopback")), HostLookup.SYSTEM, null);
  }

  /** Begins a channel to {@code endpoint}, which has a host and is http or https. */
  NettyChannelBuilder to(URI endpoint) {
    boolean secure = "https".equals(endpoint.getScheme());
    int port = endpoint.getPort() >= 0 ? endpoint.getPort() : secure ? 443 : 80;
    NettyChannelBuilder builder =
        checked(new CheckedResolver.Destination(endpoint.getHost(), port, allowed, lookup));
    if (!secure) {
      return builder.usePlaintext();
    }
    return tls == null ? builder.useTransportSecurity() : builder.sslContext(tls);
  }

  // gRPC would rather have a resolver registered for the whole process, which knows no channel.
  @SuppressWarnings("deprecation")
  private static NettyChannelBuilder checked(CheckedResolver.Destination destination) {
    return NettyChannelBuilder.forTarget(CheckedResolver.TARGET)
        .nameResolverFactory(new CheckedResolver.Factory(destination));
  }

  private static SslContext trusting(Path authorities) {
    try {
      return GrpcSslContexts.forClient().trustManager(authorities.toFile()).build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "witan.experts.authorities: " + authorities + " is no file of certificates in PEM", e);
    }
  }
}
