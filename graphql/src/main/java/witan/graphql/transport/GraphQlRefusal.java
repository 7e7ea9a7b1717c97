package witan.graphql.transport;

/** A resolver's refusal: its sentence and its code reach the client as they are. */
public final class GraphQlRefusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  public GraphQlRefusal(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  public ErrorCode code() {
    return code;
  }
}
