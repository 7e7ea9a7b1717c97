package witan.graphql.api;

import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;

/** Moves free TAO. */
@Input("TransferInput")
public record TransferInput(
    @Id String id,
    @Id String from,
    @Id String to,
    RaoScalar amount,
    BigInteger nonce,
    String signature) {}
