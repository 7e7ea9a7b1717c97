package witan.graphql.api;

import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;

/** A hotkey to be given a place on a subnet. */
@Input("RegisterInput")
public record RegisterInput(
    @Id String id,
    @Id String coldkey,
    @Id String hotkey,
    int netuid,
    String hotkeySignature,
    RaoScalar maxBurn,
    BigInteger nonce,
    String signature) {}
