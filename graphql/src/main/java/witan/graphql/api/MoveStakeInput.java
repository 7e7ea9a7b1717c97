package witan.graphql.api;

import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;

/** Staked TAO to be moved to another validator. */
@Input("MoveStakeInput")
public record MoveStakeInput(
    @Id String id,
    @Id String coldkey,
    @Id String from,
    @Id String to,
    int netuid,
    RaoScalar amount,
    BigInteger nonce,
    String signature) {}
