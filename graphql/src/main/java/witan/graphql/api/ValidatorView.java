package witan.graphql.api;

import io.smallrye.graphql.api.Nullable;
import org.eclipse.microprofile.graphql.Description;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Type;
import witan.protocol.ledger.ValidatorInfo;

/** A hotkey behind which TAO is staked, or may be. */
@Type("Validator")
@Description("aprOver30Days is measured from what was paid, never promised.")
public record ValidatorView(
    @Id String hotkey,
    @Id String owner,
    int netuid,
    RaoScalar stake,
    int nominators,
    double take,
    @Nullable Double aprOver30Days,
    double validatorTrust) {

  static ValidatorView of(ValidatorInfo validator) {
    return new ValidatorView(
        validator.hotkey().hex(),
        validator.owner().address(),
        validator.netuid(),
        new RaoScalar(validator.stake()),
        validator.nominators(),
        Parts.of(validator.take()),
        validator.aprOver30Days(),
        Parts.of(validator.validatorTrust()));
  }
}
