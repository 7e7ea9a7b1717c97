package witan.graphql.rate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where a client stands after a request.
 *
 * @param unit what is counted
 * @param admitted whether the request may be answered
 * @param limit how many may come at once
 * @param remaining how many may still come at once
 * @param untilNext how long until one more may come; zero if one may
 * @param untilReset how long until {@code limit} may come again
 */
public record Standing(
    Unit unit,
    boolean admitted,
    long limit,
    long remaining,
    Duration untilNext,
    Duration untilReset) {

  /** What can be counted. */
  public enum Unit {
    REQUESTS,
    TOKENS;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** In the headers that OpenAI's clients read; with when to come back, if it is not admitted. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("x-ratelimit-limit-" + unit.word(), Long.toString(limit));
    headers.put("x-ratelimit-remaining-" + unit.word(), Long.toString(remaining));
    headers.put("x-ratelimit-reset-" + unit.word(), "%dms".formatted(untilReset.toMillis()));
    if (!admitted) {
      headers.put("Retry-After", Long.toString(seconds()));
    }
    return headers;
  }

  /** What to tell a client that is not admitted. */
  public String sentence() {
    return "You may have %d %s a minute; come back in %d s."
        .formatted(limit, unit.word(), seconds());
  }

  private long seconds() {
    return untilNext.plusMillis(999).toSeconds();
  }
}
