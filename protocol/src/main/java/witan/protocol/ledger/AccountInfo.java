package witan.protocol.ledger;

import java.util.List;
import witan.protocol.Rao;
import witan.protocol.key.Coldkey;
import witan.protocol.key.Hotkey;

/**
 * What a coldkey has.
 *
 * @param nonce the last one used; the next command's is above it
 * @param free what can be spent
 * @param staked the sum of {@code stakes}
 * @param hotkeys that it registered
 */
public record AccountInfo(
    Coldkey address,
    long nonce,
    Rao free,
    Rao staked,
    List<StakeInfo> stakes,
    List<Hotkey> hotkeys) {

  /**
   * What it has put behind one validator on one subnet.
   *
   * @param earned what epochs have added to it so far
   */
  public record StakeInfo(Hotkey validator, int netuid, Rao amount, Rao earned) {}
}
