package witan.cli;

import org.jspecify.annotations.Nullable;

/**
 * Something that the user can understand and mend: the message is a sentence for people, and no
 * stack trace is shown.
 */
public final class Failure extends RuntimeException {
  /** The exit code of a command that could not do what it was asked to. */
  public static final int FAILED = 1;

  /** The exit code of {@code status} when nothing runs. */
  public static final int NOTHING_RUNS = 3;

  private final int exitCode;

  public Failure(String sentence) {
    this(sentence, FAILED);
  }

  public Failure(String sentence, int exitCode) {
    super(sentence);
    this.exitCode = exitCode;
  }

  public Failure(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.exitCode = FAILED;
  }

  public int exitCode() {
    return exitCode;
  }

  /** What went wrong in words, whether or not the exception brought a message. */
  public static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "nobody knows why";
    }
    String message = cause.getMessage();
    return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
  }
}
