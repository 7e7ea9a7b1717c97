package witan.protocol.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;

/**
 * What an owner has with a gateway. Deposits are the owner's transfers to the gateway's account, as
 * soon as their block is closed.
 *
 * @param account the gateway's
 * @param refunded given back, or about to be
 * @param spent on answers
 * @param held for answers that are being made
 */
public record EscrowInfo(
    Coldkey account, Coldkey owner, Rao deposited, Rao refunded, Rao spent, Rao held) {

  /** What can be held or given back. */
  @JsonProperty
  public Rao available() {
    return deposited.minus(refunded).minus(spent).minus(held);
  }
}
