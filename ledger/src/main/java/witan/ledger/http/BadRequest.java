package witan.ledger.http;

import witan.protocol.Json;

/** A body that cannot be read; the message says what is wrong with it. */
public final class BadRequest extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BadRequest(String message) {
    super(message);
  }

  /**
   * Reads a body.
   *
   * @throws BadRequest if it is not a valid {@code type}
   */
  public static <T> T unless(String json, Class<T> type) {
    try {
      return Json.read(json, type);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }
}
