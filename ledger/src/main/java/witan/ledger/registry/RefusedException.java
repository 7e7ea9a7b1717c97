package witan.ledger.registry;

/** A message that is not acted on; the message says what to do. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  RefusedException(Refusal reason, String message) {
    super(message);
    this.reason = reason;
  }

  Refusal reason() {
    return reason;
  }
}
