package witan.ledger.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import witan.ledger.http.BadRequest;
import witan.protocol.key.Coldkey;

/** What a request says, read; {@link BadRequest} if it cannot be. */
final class Said {

  private Said() {}

  static <T> T body(@Nullable String body, Class<T> type) {
    if (body == null || body.isBlank()) {
      throw new BadRequest("The body is empty; send JSON.");
    }
    return BadRequest.unless(body, type);
  }

  static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequest("The id in the address is no UUID.");
    }
  }

  static Coldkey coldkey(String text) {
    try {
      return Coldkey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequest(String.valueOf(e.getMessage()));
    }
  }
}
