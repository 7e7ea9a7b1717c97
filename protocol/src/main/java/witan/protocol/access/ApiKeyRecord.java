package witan.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;

/**
 * An API key as the operator's books have it.
 *
 * @param revokedAt null while it is good
 * @param spent on answers so far
 * @param held for answers that are being made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKeyRecord(
    ApiKey key, Instant createdAt, @Nullable Instant revokedAt, Rao spent, Rao held) {

  /** Whether it opens anything. */
  public boolean isGood(Instant now) {
    return revokedAt == null && !key.isExpired(now);
  }
}
