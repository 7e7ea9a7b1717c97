package witan.graphql.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import java.util.List;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import witan.graphql.network.Metagraph;
import witan.graphql.network.MetagraphException;
import witan.graphql.transport.ErrorCode;
import witan.graphql.transport.GraphQlRefusal;

/** The network as the ledger sees it. */
@GraphQLApi
public class NetworkApi {

  private final Metagraph metagraph;

  NetworkApi(Metagraph metagraph) {
    this.metagraph = metagraph;
  }

  @Query
  @RunOnVirtualThread
  public NetworkView network() throws InterruptedException {
    try {
      return NetworkView.of(metagraph.network());
    } catch (MetagraphException e) {
      throw refusal(e);
    }
  }

  @Query
  @RunOnVirtualThread
  public List<@NonNull NeuronView> metagraph(int netuid) throws InterruptedException {
    try {
      return metagraph.neurons(netuid).stream().map(NeuronView::of).toList();
    } catch (MetagraphException e) {
      throw refusal(e);
    }
  }

  private static GraphQlRefusal refusal(MetagraphException e) {
    return new GraphQlRefusal(
        e.isUnknown() ? ErrorCode.NOT_FOUND : ErrorCode.UNAVAILABLE,
        String.valueOf(e.getMessage()));
  }
}
