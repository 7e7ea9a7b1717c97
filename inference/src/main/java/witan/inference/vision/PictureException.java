package witan.inference.vision;

/** A picture that cannot be read; the message is a sentence for whoever sent it. */
public final class PictureException extends RuntimeException {

  /** The picture itself is at fault. */
  public PictureException(String message) {
    super(message, null, false, false);
  }
}
