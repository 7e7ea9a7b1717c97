package witan.inference.vision;

/** Too many pictures wait to be read already; the same request may succeed later. */
public final class VisionBusyException extends RuntimeException {

  VisionBusyException(String message) {
    super(message, null, false, false);
  }
}
