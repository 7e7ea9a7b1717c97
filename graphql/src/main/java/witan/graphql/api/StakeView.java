package witan.graphql.api;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.eclipse.microprofile.graphql.Ignore;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.key.Hotkey;
import witan.protocol.ledger.AccountInfo.StakeInfo;
import witan.protocol.ledger.ValidatorInfo;

/**
 * What a coldkey has put behind one validator on one subnet.
 *
 * @param hotkey the validator's
 * @param validators all those behind whom the coldkey has staked
 */
@Type("Stake")
public record StakeView(
    int netuid,
    RaoScalar amount,
    RaoScalar earned,
    @Ignore Hotkey hotkey,
    @Ignore Uni<List<ValidatorInfo>> validators) {

  static StakeView of(StakeInfo stake, Uni<List<ValidatorInfo>> validators) {
    return new StakeView(
        stake.netuid(),
        new RaoScalar(stake.amount()),
        new RaoScalar(stake.earned()),
        stake.validator(),
        validators);
  }
}
