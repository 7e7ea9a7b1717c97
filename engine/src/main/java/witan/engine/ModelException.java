package witan.engine;

/** A model cannot be loaded or run, with what to do about it. */
public final class ModelException extends RuntimeException {

  /** With a sentence for whoever reads the log. */
  public ModelException(String message) {
    super(message);
  }

  /** With the reason below it. */
  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
