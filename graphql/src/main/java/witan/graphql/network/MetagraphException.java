package witan.graphql.network;

/** The ledger did not tell; the sentence is safe to show to the client. */
public final class MetagraphException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean unknown;

  MetagraphException(boolean unknown, String message) {
    super(message, null, false, false);
    this.unknown = unknown;
  }

  /** Whether the ledger knows nothing of the kind; else it could not be asked. */
  public boolean isUnknown() {
    return unknown;
  }
}
