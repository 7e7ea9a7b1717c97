package witan.graphql.transport;

/** A resolver's refusal: its sentence and its code reach the client as they are. */
public final class GraphQlRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String refusal;

  public GraphQlRefusal(ErrorCode code, String message) {
    this(code, "", message);
  }

  private GraphQlRefusal(ErrorCode code, String refusal, String message) {
    super(message, null, false, false);
    this.code = code;
    this.refusal = refusal;
  }

  /**
   * What the ledger would not do.
   *
   * @param refusal the ledger's name for the reason, for {@code extensions.refusal}
   */
  public static GraphQlRefusal byLedger(String refusal, String message) {
    return new GraphQlRefusal(ErrorCode.REFUSED, refusal, message);
  }

  public ErrorCode code() {
    return code;
  }

  /** The ledger's name for the reason; empty if it was not the ledger's refusal. */
  String refusal() {
    return refusal;
  }
}
