package witan.graphql.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import java.util.List;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import witan.graphql.network.Bookkeeper;
import witan.graphql.network.LedgerException;
import witan.graphql.network.Metagraph;

/** The network as the ledger sees it. */
@GraphQLApi
public class NetworkApi {

  private final Metagraph metagraph;
  private final Bookkeeper bookkeeper;

  NetworkApi(Metagraph metagraph, Bookkeeper bookkeeper) {
    this.metagraph = metagraph;
    this.bookkeeper = bookkeeper;
  }

  @Query
  @RunOnVirtualThread
  public NetworkView network() throws InterruptedException {
    try {
      return NetworkView.of(metagraph.network(), bookkeeper.ledger());
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }

  @Query
  @RunOnVirtualThread
  public List<@NonNull SubnetView> subnets() throws InterruptedException {
    try {
      return bookkeeper.ledger().subnets().stream().map(SubnetView::of).toList();
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }

  @Query
  @RunOnVirtualThread
  public List<@NonNull NeuronView> metagraph(int netuid) throws InterruptedException {
    try {
      return metagraph.neurons(netuid).stream().map(NeuronView::of).toList();
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }
}
