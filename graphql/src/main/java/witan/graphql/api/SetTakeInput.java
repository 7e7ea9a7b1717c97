package witan.graphql.api;

import java.math.BigInteger;
import org.eclipse.microprofile.graphql.Id;
import org.eclipse.microprofile.graphql.Input;

/**
 * What a validator keeps of its dividends.
 *
 * @param take 0 to 1; signed as the whole number of 65,535 parts that is nearest
 */
@Input("SetTakeInput")
public record SetTakeInput(
    @Id String id,
    @Id String coldkey,
    @Id String validator,
    double take,
    BigInteger nonce,
    String signature) {}
