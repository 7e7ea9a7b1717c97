package witan.graphql.rate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a client stands after a request.
 *
 * @param admitted whether the request may be answered
 * @param limit requests that may come at once
 * @param remaining requests that may still come at once
 * @param untilNext how long until one more may come; zero if one may
 * @param untilReset how long until {@code limit} may come again
 */
public record Standing(
    boolean admitted, long limit, long remaining, Duration untilNext, Duration untilReset) {

  /** In the headers that OpenAI's clients read; with when to come back, if it is not admitted. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-ratelimit-limit-requests", Long.toString(limit));
    headers.put("x-ratelimit-remaining-requests", Long.toString(remaining));
    headers.put("x-ratelimit-reset-requests", "%dms".formatted(untilReset.toMillis()));
    if (!admitted) {
      headers.put("Retry-After", Long.toString(untilNext.plusMillis(999).toSeconds()));
    }
    return headers;
  }

  /** What to tell a client that is not admitted. */
  public String sentence() {
    return "More than %d requests a minute came from your address; come back in %d s."
        .formatted(limit, untilNext.plusMillis(999).toSeconds());
  }
}
