package witan.ledger.access;

import static witan.protocol.access.AccessRefusal.BUDGET_SPENT;
import static witan.protocol.access.AccessRefusal.CHARGE_ABOVE_HOLD;
import static witan.protocol.access.AccessRefusal.ESCROW_EMPTY;
import static witan.protocol.access.AccessRefusal.HOLD_TAKEN;
import static witan.protocol.access.AccessRefusal.KEY_REVOKED;
import static witan.protocol.access.AccessRefusal.NO_OWNER;
import static witan.protocol.access.AccessRefusal.NO_SUCH_HOLD;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;
import witan.protocol.access.AccessRefusal;
import witan.protocol.access.ApiKeyRecord;
import witan.protocol.access.Charge;
import witan.protocol.access.EscrowInfo;
import witan.protocol.access.Hold;

/**
 * Whether something is held, and whether it is charged. The rules are tried in the order of {@link
 * AccessRefusal}.
 */
final class HoldRules {

  private HoldRules() {}

  /**
   * Of a hold.
   *
   * @param earlier what was held under the same id
   * @param escrow of the key's owner; null if it has none
   */
  static Verdict hold(
      Hold wanted,
      ApiKeyRecord key,
      @Nullable Held earlier,
      @Nullable EscrowInfo escrow,
      Instant now) {
    if (!key.isGood(now)) {
      return new Verdict.Refused(KEY_REVOKED, "The client needs another key.");
    }
    if (earlier != null) {
      return earlier.hold().equals(wanted)
          ? new Verdict.DoneBefore()
          : new Verdict.Refused(
              HOLD_TAKEN, "Give each hold an id of its own; repeat it unchanged.");
    }
    if (escrow == null) {
      return new Verdict.Refused(
          NO_OWNER, "Give the key an owner who pays, or ask experts that cost nothing.");
    }
    Rao amount = wanted.amount();
    Rao budget = key.key().limits().budget();
    Rao gone = key.spent().plus(key.held());
    if (budget != null && (gone.exceeds(budget) || amount.exceeds(budget.minus(gone)))) {
      return new Verdict.Refused(
          BUDGET_SPENT,
          "Of %s rao %s are spent and %s held; this answer may cost %s. Raise the budget, or ask for less."
              .formatted(budget, key.spent(), key.held(), amount));
    }
    if (amount.exceeds(escrow.available())) {
      return new Verdict.Refused(
          ESCROW_EMPTY,
          "%s has %s rao left with %s; this answer may cost %s. Transfer more to that account, or ask for less."
              .formatted(escrow.owner(), escrow.available(), escrow.account(), amount));
    }
    return new Verdict.Right();
  }

  /**
   * Of a charge. It is charged to a revoked key, too: the answer was made.
   *
   * @param held under the charge's id
   */
  static Verdict charge(Charge wanted, @Nullable Held held, Instant now) {
    if (held != null && held.charge() != null) {
      return held.charge().equals(ordered(wanted))
          ? new Verdict.DoneBefore()
          : new Verdict.Refused(HOLD_TAKEN, "It was charged otherwise, and is not charged twice.");
    }
    if (held == null || !now.isBefore(held.lapses())) {
      return new Verdict.Refused(
          NO_SUCH_HOLD, "Hold what an answer may cost, then charge it within the time.");
    }
    Rao total = wanted.total();
    if (total.exceeds(held.hold().amount())) {
      return new Verdict.Refused(
          CHARGE_ABOVE_HOLD,
          "%s rao were held, and the shares come to %s.".formatted(held.hold().amount(), total));
    }
    return new Verdict.Right();
  }

  /** The same charge with its shares in one order, in which it is kept and compared. */
  static Charge ordered(Charge charge) {
    List<Charge.Share> shares =
        charge.shares().stream()
            .sorted(Comparator.comparing(share -> share.hotkey().hex()))
            .toList();
    return new Charge(shares);
  }
}
