package witan.accounting;

import java.util.Set;
import witan.protocol.key.Hotkey;

/**
 * What a command may read or change.
 *
 * @param accounts whose balances
 * @param hotkeys whose nodes
 * @param seats whose neurons
 * @param stakes seats behind which all stakes are read
 */
public record Touched(
    Set<Account> accounts, Set<Hotkey> hotkeys, Set<Seat> seats, Set<Seat> stakes) {

  static Touched of(Set<Account> accounts, Set<Hotkey> hotkeys, Set<Seat> seats) {
    return new Touched(accounts, hotkeys, seats, Set.of());
  }

  static Touched accounts(Account... accounts) {
    return of(Set.of(accounts), Set.of(), Set.of());
  }
}
