package witan.graphql.api;

import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;

/** TAO to be put behind a validator, or taken back. */
@Input("StakeInput")
public record StakeInput(
    @Id String id,
    @Id String coldkey,
    @Id String validator,
    int netuid,
    RaoScalar amount,
    BigInteger nonce,
    String signature) {}
