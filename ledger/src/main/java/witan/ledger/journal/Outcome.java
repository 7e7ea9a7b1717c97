package witan.ledger.journal;

import witan.protocol.ledger.Receipt;
import witan.protocol.ledger.Refusal;

/** What became of a command that was sent here. */
public sealed interface Outcome {

  /** It was done, now or when it was first sent. */
  record Done(Receipt receipt) implements Outcome {}

  /**
   * It was not done.
   *
   * @param detail a sentence that says what to do
   */
  record Refused(Refusal reason, String detail) implements Outcome {}
}
