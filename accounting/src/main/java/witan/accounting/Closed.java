package witan.accounting;

import java.util.List;

/**
 * What the ledger's clock did when it closed a block.
 *
 * @param emission rao that were minted
 * @param epochs that were due, by netuid
 */
public record Closed(long emission, List<EpochRun> epochs) {

  public Closed {
    epochs = List.copyOf(epochs);
  }
}
