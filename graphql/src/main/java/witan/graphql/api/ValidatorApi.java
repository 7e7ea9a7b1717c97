package witan.graphql.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;
import witan.graphql.network.LedgerException;
import witan.graphql.network.Metagraph;
import witan.graphql.transport.ErrorCode;
import witan.graphql.transport.GraphQlRefusal;

/** Validators, as those see them who stake. */
@GraphQLApi
public class ValidatorApi {

  private final Metagraph metagraph;

  ValidatorApi(Metagraph metagraph) {
    this.metagraph = metagraph;
  }

  @Query
  @RunOnVirtualThread
  @Description("Who may validate on a subnet, or has stake there; the most stake first.")
  public ValidatorConnection validators(
      int netuid, @Nullable @DefaultValue("20") Integer first, @Nullable String after)
      throws InterruptedException {
    int size = PageInfo.size(first);
    String cursor = PageInfo.cursor(after, "[0-9]{1,18}-[0-9]{1,5}");
    try {
      return ValidatorConnection.page(
          metagraph.validators(netuid, size + 1, cursor), size, cursor != null);
    } catch (LedgerException e) {
      throw Refusals.of(e);
    }
  }

  public Uni<ValidatorView> validator(@Source StakeView stake) {
    return stake
        .validators()
        .map(all ->
            all.stream()
                .filter(
                    one -> one.netuid() == stake.netuid() && one.hotkey().equals(stake.hotkey()))
                .findFirst()
                .map(ValidatorView::of)
                // The stake was taken back between the two questions.
                .orElseThrow(() ->
                    new GraphQlRefusal(
                        ErrorCode.UNAVAILABLE, "The stakes have just changed; ask again.")));
  }
}
