package witan.graphql.escrow;

import java.util.function.Consumer;
import witan.protocol.Rao;
import witan.protocol.access.Charge;

/**
 * What an answer may cost.
 *
 * @param held for it
 * @param settlement takes what it cost
 */
record Bill(Rao held, Consumer<Charge> settlement) {

  /** Of an answer that costs nothing. */
  static final Bill NONE = new Bill(Rao.ZERO, charge -> {});

  void settle(Charge charge) {
    settlement.accept(charge);
  }
}
