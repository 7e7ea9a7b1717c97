package witan.graphql.access;

/** Why somebody may not ask; safe to show. */
public final class AccessException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What went wrong, and the HTTP status that says so. */
  public enum Kind {
    NO_KEY(401),
    WRONG_KEY(401),
    TOO_MANY_GUESSES(429),
    BOOKS_SILENT(503);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private final Kind kind;

  AccessException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
