package witan.engine;

/** The tokens do not fit into the context that is left. */
public final class ContextFullException extends RuntimeException {

  /** With a sentence for whoever reads the log. */
  public ContextFullException(String message) {
    super(message);
  }
}
