package witan.protocol.access;

import java.util.Locale;

/**
 * Why nothing is held, charged or given back.
 *
 * <p>The order of the constants is the order in which the rules are tried. Names are part of the
 * API: add, never rename.
 */
public enum AccessRefusal {
  NO_SUCH_KEY(404, "There is no such API key"),
  KEY_TAKEN(409, "Another API key has this id"),
  KEY_REVOKED(409, "The API key was revoked, or has expired"),
  HOLD_TAKEN(409, "The id was used for another hold, charge or refund"),
  NO_SUCH_HOLD(404, "There is no such hold, or it was let go after a while"),
  CHARGE_ABOVE_HOLD(400, "The charge is more than was held"),
  NO_OWNER(409, "The API key has no owner who pays"),
  BUDGET_SPENT(409, "The API key's budget does not suffice"),
  ESCROW_EMPTY(409, "The owner's escrow does not suffice");

  private final int status;
  private final String title;

  AccessRefusal(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** As HTTP has it. */
  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** As problem JSON names it: {@code urn:witan:problem:escrow-empty}. */
  public String urn() {
    return "urn:witan:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
