package witan.graphql.answer;

/** Why a question has no answer; safe to show to the client. */
public final class AnswerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What went wrong, and the HTTP status that says so. */
  public enum Kind {
    MODEL_NOT_FOUND(404),
    BAD_QUESTION(400),
    /** The client's own policy leaves nobody to ask. */
    NOBODY_ALLOWED(400),
    CONTEXT_LENGTH_EXCEEDED(400),
    BUSY(429),
    QUOTA_EXCEEDED(429),
    NO_EXPERT(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private final Kind kind;

  public AnswerException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The lower-case code that clients see. */
  public String code() {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }
}
