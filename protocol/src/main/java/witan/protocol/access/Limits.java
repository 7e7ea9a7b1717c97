package witan.protocol.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import witan.protocol.Rao;

/**
 * How much a key may use; what is null has no limit of its own.
 *
 * @param requestsPerMinute as many may come at once; at least 1
 * @param tokensPerMinute of prompts and answers; at least 1
 * @param budget the most that it may ever spend
 * @param caching how answers are kept for questions that mean the same; null if they are not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    @Nullable Integer requestsPerMinute,
    @Nullable Integer tokensPerMinute,
    @Nullable Rao budget,
    @Nullable Caching caching) {

  public static final Limits NONE = new Limits(null, null, null, null);

  public Limits {
    atLeastOne(requestsPerMinute, "requestsPerMinute");
    atLeastOne(tokensPerMinute, "tokensPerMinute");
  }

  private static void atLeastOne(@Nullable Integer limit, String field) {
    if (limit != null && limit < 1) {
      throw new IllegalArgumentException(
          "\"" + field + "\" is " + limit + "; at least 1, or leave it out");
    }
  }
}
