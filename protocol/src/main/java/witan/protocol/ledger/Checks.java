package witan.protocol.ledger;

import witan.protocol.Rao;

/** What every command's fields have to be. */
final class Checks {

  private Checks() {}

  static void amount(Rao amount) {
    if (amount.value() == 0) {
      throw new RefusedException(Refusal.AMOUNT_ZERO, "\"amount\" is 0; name at least one rao.");
    }
  }

  static void nonce(long nonce) {
    if (nonce < 1) {
      throw new IllegalArgumentException("\"nonce\" is " + nonce + "; at least 1");
    }
  }

  static void netuid(int netuid) {
    if (netuid < 0 || netuid > 65_535) {
      throw new IllegalArgumentException("\"netuid\" is " + netuid + "; from 0 to 65535");
    }
  }

  static void notNegative(long value, String field) {
    if (value < 0) {
      throw new IllegalArgumentException("\"" + field + "\" is " + value + "; at least 0");
    }
  }
}
