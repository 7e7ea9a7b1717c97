package witan.ledger.access;

import witan.protocol.access.AccessRefusal;

/** Something asked for that is not done; the message says what to do. */
final class AccessRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final AccessRefusal reason;

  AccessRefusedException(AccessRefusal reason, String message) {
    super(message);
    this.reason = reason;
  }

  AccessRefusal reason() {
    return reason;
  }

  static AccessRefusedException noSuchKey(String id) {
    return new AccessRefusedException(
        AccessRefusal.NO_SUCH_KEY, "No API key has the id " + id + "; GET /api-keys lists all.");
  }
}
