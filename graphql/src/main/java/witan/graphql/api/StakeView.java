package witan.graphql.api;

import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.AccountInfo.StakeInfo;

/** What a coldkey has put behind one validator on one subnet. */
@Type("Stake")
public record StakeView(ValidatorView validator, int netuid, RaoScalar amount) {

  static StakeView of(StakeInfo stake) {
    return new StakeView(
        new ValidatorView(stake.validator().hex(), stake.netuid()),
        stake.netuid(),
        new RaoScalar(stake.amount()));
  }
}
