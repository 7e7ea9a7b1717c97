package witan.accounting;

import java.nio.charset.StandardCharsets;

/**
 * Rao that moved: out of one account, into another.
 *
 * @param amount above 0
 * @param reference what made it move: the hash of the command; empty if the ledger's clock did
 */
public record Entry(Kind kind, Account debit, Account credit, long amount, String reference) {

  /** Why rao move. Names are part of what is hashed: add, never rename. */
  public enum Kind {
    EMISSION,
    OWNER_CUT,
    REWARD,
    TRANSFER,
    STAKE,
    UNSTAKE,
    MOVE_STAKE,
    BURN,
    /** For being an expert. */
    INCENTIVE,
    /** What a validator keeps of its dividend, and the dust of sharing out the rest. */
    TAKE,
    /** A nominator's part of a validator's dividend. */
    DIVIDEND
  }

  public Entry {
    if (amount <= 0) {
      throw new IllegalArgumentException("an entry moves at least one rao: " + amount);
    }
    if (debit.equals(credit)) {
      throw new IllegalArgumentException("an entry has two accounts: " + debit.name());
    }
  }

  /** What is hashed: kind, debit, credit, amount and reference, with tabs between them, UTF-8. */
  public byte[] leaf() {
    return String.join(
            "\t", kind.name(), debit.name(), credit.name(), Long.toString(amount), reference)
        .getBytes(StandardCharsets.UTF_8);
  }
}
