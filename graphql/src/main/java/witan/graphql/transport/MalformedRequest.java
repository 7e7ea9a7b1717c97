package witan.graphql.transport;

/** A request that is refused before its document is looked at. */
final class MalformedRequest extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;
  private final ErrorCode code;

  MalformedRequest(int status, String message) {
    this(status, ErrorCode.BAD_REQUEST, message);
  }

  MalformedRequest(int status, ErrorCode code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }

  /** The HTTP status; over a WebSocket every one of them closes it with 4400. */
  int status() {
    return status;
  }
}
