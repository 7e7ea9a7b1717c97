package witan.graphql.api;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.graphql.api.Nullable;
import java.util.List;
import org.eclipse.microprofile.graphql.DefaultValue;
import org.eclipse.microprofile.graphql.GraphQLApi;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Query;
import witan.graphql.network.Registry;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/** The registry's experts. */
@GraphQLApi
public class ExpertApi {

  private final Registry registry;

  ExpertApi(Registry registry) {
    this.registry = registry;
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
}
