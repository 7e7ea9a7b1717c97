package witan.graphql.network;

/** The ledger did not tell, or did not do it; the sentence is safe to show to the client. */
public final class LedgerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What it was. */
  public enum Kind {
    /** The ledger knows nothing of the kind. */
    UNKNOWN,
    /** It could not be asked, or did not answer. */
    UNREACHABLE,
    /** It would not; {@link #refusal} says why. */
    REFUSED
  }

  private final Kind kind;
  private final String refusal;

  LedgerException(Kind kind, String message) {
    this(kind, "", message);
  }

  private LedgerException(Kind kind, String refusal, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.refusal = refusal;
  }

  static LedgerException refused(String refusal, String message) {
    return new LedgerException(Kind.REFUSED, refusal, message);
  }

  public Kind kind() {
    return kind;
  }

  /** The name of the refusal, like {@code INSUFFICIENT_FUNDS}; empty for the other kinds. */
  public String refusal() {
    return refusal;
  }
}
