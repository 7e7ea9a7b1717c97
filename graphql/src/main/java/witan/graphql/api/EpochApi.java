package witan.graphql.api;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.graphql.api.Subscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;
import witan.graphql.network.EpochFeed;
import witan.graphql.network.LedgerException;
import witan.graphql.network.Metagraph;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.EpochNeurons;
import witan.protocol.ledger.NeuronInfo;

/** Epochs: what consensus made of the weights, and who was paid. */
@GraphQLApi
public class EpochApi {

  /** A page with neurons has at most so many epochs: a subnet can have thousands of neurons. */
  private static final int MAX_WITH_NEURONS = 20;

  private final Metagraph metagraph;
  private final EpochFeed feed;

  EpochApi(Metagraph metagraph, EpochFeed feed) {
    this.metagraph = metagraph;
    this.feed = feed;
  }

  @Query
  @RunOnVirtualThread
  @Description("The latest first.")
  public EpochConnection epochs(
      int netuid, @Nullable @DefaultValue("20") Integer first, @Nullable String after)
      throws InterruptedException {
    int size = PageInfo.size(first);
    String before = PageInfo.cursor(after, "[0-9]{1,18}");
    try {
      return page(netuid, metagraph.epochs(netuid, size + 1, before), size, before);
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }

  private EpochConnection page(
      int netuid, List<EpochInfo> epochs, int size, @Nullable String before) {
    // From the first of them on, whatever epochs come meanwhile.
    Uni<Map<Long, List<NeuronInfo>>> neurons =
        Once.asked(() -> neurons(netuid, epochs.getFirst().number(), size));
    List<EpochEdge> edges =
        epochs.stream()
            .limit(size)
            .map(
                epoch -> new EpochEdge(EpochView.of(epoch, neurons), Long.toString(epoch.number())))
            .toList();
    List<String> cursors = edges.stream().map(EpochEdge::cursor).toList();
    return new EpochConnection(edges, PageInfo.of(cursors, epochs.size() > size, before != null));
  }

  private Map<Long, List<NeuronInfo>> neurons(int netuid, long latest, int size)
      throws InterruptedException {
    if (size > MAX_WITH_NEURONS) {
      throw Refusals.badInput(
          "'first' is %d; with 'neurons', send at most %d.".formatted(size, MAX_WITH_NEURONS));
    }
    return metagraph.epochNeurons(netuid, size, Long.toString(latest + 1)).stream()
        .collect(Collectors.toMap(EpochNeurons::number, EpochNeurons::neurons));
  }

  public Uni<List<@NonNull NeuronView>> neurons(@Source EpochView epoch) {
    return epoch
        .page()
        .map(page ->
            page.getOrDefault(epoch.number(), List.of()).stream().map(NeuronView::of).toList());
  }

  @Subscription("epochs")
  @NonBlocking
  @Description("Those of one subnet, or of all of them.")
  public Multi<EpochView> run(@Nullable Integer netuid) {
    Multi<EpochView> epochs =
        feed.epochs(netuid)
            .map(epoch ->
                EpochView.of(epoch, Once.asked(() -> neurons(epoch.netuid(), epoch.number(), 1))));
    // Of a subnet that there is not, nothing would ever come.
    return netuid == null
        ? epochs
        : Once.asked(() -> metagraph.epochs(netuid, 0, null))
            .onItem()
            .transformToMulti(known -> epochs);
  }
}
