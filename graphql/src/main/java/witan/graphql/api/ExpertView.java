package witan.graphql.api;

import java.util.List;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.NonNull;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.network.ExpertDescriptor;
import witan.protocol.network.ExpertRecord;
import witan.protocol.network.Modality;

/** A node that serves a model. */
@Type("Expert")
public record ExpertView(
    @Id String hotkey,
    @Id String owner,
    String name,
    String profile,
    Modality modality,
    String model,
    String modelSha256,
    String vocabulary,
    int contextLength,
    String endpoint,
    boolean healthy,
    List<@NonNull String> labels,
    RaoScalar pricePerThousandTokens) {

  static ExpertView of(ExpertRecord expert) {
    ExpertDescriptor descriptor = expert.descriptor();
    return new ExpertView(
        descriptor.hotkey().toString(),
        descriptor.owner(),
        descriptor.name(),
        descriptor.profile(),
        descriptor.modality(),
        descriptor.model(),
        descriptor.modelSha256(),
        descriptor.vocabulary(),
        descriptor.contextLength(),
        descriptor.endpoint(),
        expert.healthy(),
        descriptor.labels(),
        new RaoScalar(descriptor.pricePerThousandTokens()));
  }
}
