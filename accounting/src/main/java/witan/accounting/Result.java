package witan.accounting;

import witan.protocol.ledger.Refusal;

/** What became of a command. */
public sealed interface Result {

  /** It was done. */
  record Posted() implements Result {}

  /**
   * Nothing was done.
   *
   * @param detail a sentence that says what to do
   */
  record Refused(Refusal reason, String detail) implements Result {}
}
