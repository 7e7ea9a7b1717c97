package witan.protocol.access;

import witan.protocol.Rao;

/** What an owner gets back out of the escrow. */
public record Refund(Rao amount) {

  public Refund {
    if (amount == null || amount.value() == 0) {
      throw new IllegalArgumentException("\"amount\" is missing or zero");
    }
  }
}
