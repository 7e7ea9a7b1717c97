package witan.accounting.replay;

/** What a ledger says does not follow from its genesis and its commands. */
public final class DifferenceException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param height of the first block that differs
   */
  DifferenceException(long height, String what) {
    super("Block " + height + ": " + what);
  }
}
