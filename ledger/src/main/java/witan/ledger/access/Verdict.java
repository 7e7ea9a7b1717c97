package witan.ledger.access;

import witan.protocol.access.AccessRefusal;

/** What the rules say of something asked for. */
sealed interface Verdict {

  /** It is to be done. */
  record Right() implements Verdict {}

  /** It was done before, under the same id. */
  record DoneBefore() implements Verdict {}

  /**
   * It is not done.
   *
   * @param detail a sentence that says what to do
   */
  record Refused(AccessRefusal reason, String detail) implements Verdict {
    AccessRefusedException exception() {
      return new AccessRefusedException(reason, detail);
    }
  }
}
