package witan.protocol.signature;

/** A call that is not believed. The message says what to do and may be sent to the caller. */
public final class CallRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final CallRefusal reason;

  public CallRefusedException(CallRefusal reason, String message) {
    super(message);
    this.reason = reason;
  }

  public CallRefusal reason() {
    return reason;
  }
}
