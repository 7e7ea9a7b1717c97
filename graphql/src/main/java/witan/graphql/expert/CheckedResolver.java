package witan.graphql.expert;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import witan.protocol.address.AllowedAddresses;
import witan.protocol.address.HostLookup;

/**
 * Tells gRPC where an expert is, unless that is somewhere where no expert may be.
 *
 * <p>gRPC connects to the very addresses that were judged here, and asks here again before it
 * connects anew: a name can't mean one host when it is checked and another when it is called. One
 * forbidden address among several forbids all, as no honest name leads both ways.
 */
final class CheckedResolver extends NameResolver {

  private static final Logger LOG = Logger.getLogger(CheckedResolver.class);
  private static final String SCHEME = "witan-expert";

  /** The target of every channel: where it leads, its factory knows. */
  static final String TARGET = SCHEME + ":///";

  /** Where a channel is to lead, and who says whether it may. */
  record Destination(String host, int port, AllowedAddresses allowed, HostLookup lookup) {}

  private final Destination destination;
  private final Args args;
  private @Nullable Listener2 listener;

  private CheckedResolver(Destination destination, Args args) {
    this.destination = destination;
    this.args = args;
  }

  @Override
  public String getServiceAuthority() {
    return destination.host() + ":" + destination.port(); // an IPv6 host has its brackets
  }

  @Override
  public void start(Listener2 listener) {
    this.listener = listener;
    refresh();
  }

  @Override
  public void refresh() {
    // Only a name has to be waited for, elsewhere.
    Executor where =
        HostLookup.isLiteral(destination.host()) ? Runnable::run : args.getOffloadExecutor();
    where.execute(() -> {
      StatusOr<List<EquivalentAddressGroup>> found = addresses();
      args.getSynchronizationContext()
          .execute(() -> {
            if (listener != null) {
              listener.onResult2(ResolutionResult.newBuilder().setAddressesOrError(found).build());
            }
          });
    });
  }

  @Override
  public void shutdown() {
    listener = null;
  }

  private StatusOr<List<EquivalentAddressGroup>> addresses() {
    List<InetAddress> addresses;
    try {
      addresses = destination.lookup().of(destination.host());
    } catch (UnknownHostException e) {
      return StatusOr.fromStatus(Status.UNAVAILABLE.withDescription("its host is not known"));
    }
    for (InetAddress address : addresses) {
      if (!destination.allowed().allows(address)) {
        LOG.warnf(
            "an expert at %s is not called: %s is not public; %s can allow it",
            getServiceAuthority(), address.getHostAddress(), AllowedAddresses.PROPERTY);
        return StatusOr.fromStatus(
            Status.UNAVAILABLE.withDescription("its address is not public, and not allowed here"));
      }
    }
    return StatusOr.fromValue(
        addresses.stream()
            .map(address ->
                new EquivalentAddressGroup(new InetSocketAddress(address, destination.port())))
            .toList());
  }

  /** Makes the resolvers of one channel. */
  static final class Factory extends NameResolver.Factory {

    private final Destination destination;

    Factory(Destination destination) {
      this.destination = destination;
    }

    @Override
    public String getDefaultScheme() {
      return SCHEME;
    }

    @Override
    public NameResolver newNameResolver(URI target, Args args) {
      return new CheckedResolver(destination, args);
    }
  }
}
