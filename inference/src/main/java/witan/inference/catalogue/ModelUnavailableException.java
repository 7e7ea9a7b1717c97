package witan.inference.catalogue;

/** A model that cannot be used as things are; the message says what to do about it. */
public final class ModelUnavailableException extends RuntimeException {

  /** {@code message} is one sentence for the expert's owner. */
  public ModelUnavailableException(String message) {
    super(message);
  }
}
