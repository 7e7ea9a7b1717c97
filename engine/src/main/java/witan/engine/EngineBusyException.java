package witan.engine;

/** As many sequences are open as the engine holds: ask again later. */
public final class EngineBusyException extends RuntimeException {

  /** With a sentence for whoever reads the log. */
  public EngineBusyException(String message) {
    super(message);
  }
}
