package witan.inference.session;

import witan.protocol.v1.Failed;
import witan.protocol.v1.SessionReply;

/** Why a session ends before its time; the caller is told so in a signed reply. */
final class FailedException extends RuntimeException {

  private final String code;
  private final boolean retryable;

  /**
   * A failure.
   *
   * @param code for programs
   * @param retryable whether the same request may succeed later
   * @param message for people: what to do
   */
  FailedException(String code, boolean retryable, String message) {
    super(message, null, false, false);
    this.code = code;
    this.retryable = retryable;
  }

  static FailedException invalid(String message) {
    return new FailedException("INVALID_REQUEST", false, message);
  }

  SessionReply reply() {
    return SessionReply.newBuilder()
        .setFailed(
            Failed.newBuilder()
                .setCode(code)
                .setMessage(String.valueOf(getMessage()))
                .setRetryable(retryable))
        .build();
  }
}
