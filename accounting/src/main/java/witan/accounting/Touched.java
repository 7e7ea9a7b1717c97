package witan.accounting;

import java.util.Set;
import witan.protocol.key.Hotkey;

/**
 * What a command may read or change.
 *
 * @param accounts whose balances
 * @param hotkeys whose nodes
 * @param seats whose being taken
 */
public record Touched(Set<Account> accounts, Set<Hotkey> hotkeys, Set<Seat> seats) {

  static Touched accounts(Account... accounts) {
    return new Touched(Set.of(accounts), Set.of(), Set.of());
  }
}
