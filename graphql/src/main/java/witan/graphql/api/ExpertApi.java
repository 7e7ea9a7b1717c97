package witan.graphql.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.graphql.api.Nullable;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Query;
import org.eclipse.microprofile.graphql.Source;
import witan.graphql.network.Incentives;
import witan.graphql.network.Registry;
import witan.protocol.key.Hotkey;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/** The registry's experts. */
@GraphQLApi
public class ExpertApi {

  private final Registry registry;
  private final Incentives incentives;

  ExpertApi(Registry registry, Incentives incentives) {
    this.registry = registry;
    this.incentives = incentives;
  }

  @Query
  @RunOnVirtualThread
  public ExpertConnection experts(
      @Nullable @DefaultValue("20") Integer first,
      @Nullable String after,
      @Nullable Modality modality)
      throws InterruptedException {
    List<ExpertRecord> experts =
        registry.experts().stream()
            .filter(expert -> modality == null || expert.descriptor().modality() == modality)
            .toList();
    return ExpertConnection.page(experts, first, after);
  }

  @Query
  @RunOnVirtualThread
  public @Nullable ExpertView expert(@Id String hotkey) throws InterruptedException {
    return registry.experts().stream()
        .filter(expert -> expert.descriptor().hotkey().toString().equals(hotkey))
        .findFirst()
        .map(ExpertView::of)
        .orElse(null);
  }

  @Description("Its share of what its subnet's experts were given at the last epoch, 0 to 1.")
  public Uni<Double> incentive(@Source ExpertView expert) {
    return Once.asked(() -> incentives.of(new Hotkey(expert.hotkey()), expert.modality()));
  }
}
