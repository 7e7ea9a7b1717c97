package witan.graphql.api;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.EpochInfo;
import witan.protocol.ledger.NeuronInfo;

/**
 * One run of consensus on a subnet, and what it paid.
 *
 * @param page the neurons of all epochs of its page, by the epochs' numbers
 */
@Type("Epoch")
public record EpochView(
    int netuid,
    long number,
    long height,
    RaoScalar emission,
    RaoScalar ownerPaid,
    RaoScalar expertsPaid,
    RaoScalar validatorsPaid,
    RaoScalar nominatorsPaid,
    String stateHash,
    @Ignore Uni<Map<Long, List<NeuronInfo>>> page) {

  static EpochView of(EpochInfo epoch, Uni<Map<Long, List<NeuronInfo>>> page) {
    return new EpochView(
        epoch.netuid(),
        epoch.number(),
        epoch.height(),
        new RaoScalar(epoch.emission()),
        new RaoScalar(epoch.ownerPaid()),
        new RaoScalar(epoch.expertsPaid()),
        new RaoScalar(epoch.validatorsPaid()),
        new RaoScalar(epoch.nominatorsPaid()),
        epoch.stateHash(),
        page);
  }
}
