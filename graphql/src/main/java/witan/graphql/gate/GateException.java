package witan.graphql.gate;

/** The functions gave no usable answer; {@link #status} is theirs, or 503 when they are silent. */
public final class GateException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;

  public GateException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
