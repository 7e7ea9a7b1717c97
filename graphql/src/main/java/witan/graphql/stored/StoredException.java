package witan.graphql.stored;

/** The file can't be read or written now. Says nothing of what is in it. */
public final class StoredException extends RuntimeException {

  StoredException(String message, Throwable cause) {
    super(message, cause);
  }
}
