package witan.protocol.access;

import witan.protocol.Rao;
import witan.protocol.key.Coldkey;

/**
 * What is set aside before an answer is made, so that it can be paid whatever else the key's owner
 * asks meanwhile: the first of two phases, the second is a {@link Charge}.
 *
 * @param account the gateway's, out of which experts are paid
 * @param amount the most that the answer can cost
 */
public record Hold(Coldkey account, Rao amount) {

  public Hold {
    if (account == null) {
      throw new IllegalArgumentException("\"account\" is missing");
    }
    if (amount == null || amount.value() == 0) {
      throw new IllegalArgumentException("\"amount\" is missing or zero");
    }
  }
}
