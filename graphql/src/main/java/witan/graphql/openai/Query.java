package witan.graphql.openai;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import witan.graphql.http.Call;
import witan.graphql.stored.Wanted;
import witan.openai.ApiException;

/** What stands behind a path's question mark; of a name that comes twice, the first. */
record Query(Map<String, String> fields) {

  private static final int MOST_FIELDS = 64;
  private static final int MOST_LISTED = 100;
  private static final int LISTED = 20;
  private static final String METADATA = "metadata[";

  /** Copies the map. */
  Query {
    fields = Map.copyOf(fields);
  }

  /**
   * Reads a call's.
   *
   * @throws ApiException 400 if it is not percent-encoded
   */
  static Query of(Call call) {
    String text = call.query();
    Map<String, String> fields = new LinkedHashMap<>();
    try {
      new QueryStringDecoder(text == null ? "" : text, false)
          .parameters()
          .forEach((name, values) -> fields.put(name, values.getFirst()));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(
          null, "invalid_value", "The query is not percent-encoded. Send such as ?limit=20.");
    }
    if (fields.size() > MOST_FIELDS) {
      throw ApiException.invalid(
          null, "invalid_value", "The query has more than %d fields.".formatted(MOST_FIELDS));
    }
    return new Query(fields);
  }

  /** Null if it is not there, or empty. */
  @Nullable String text(String name) {
    String text = fields.get(name);
    return text == null || text.isEmpty() ? null : text;
  }

  /**
   * The page that is asked for: {@code after}, {@code limit}, {@code order}, {@code model} and
   * {@code metadata[…]}.
   */
  Wanted wanted(String order) {
    Map<String, String> metadata = new LinkedHashMap<>();
    fields.forEach((name, value) -> {
      if (name.startsWith(METADATA) && name.endsWith("]")) {
        metadata.put(name.substring(METADATA.length(), name.length() - 1), value);
      }
    });
    return new Wanted(ascending(order), text("after"), limit(), text("model"), metadata);
  }

  private boolean ascending(String order) {
    String asked = text("order");
    return switch (asked == null ? order : asked) {
      case "asc" -> true;
      case "desc" -> false;
      default ->
          throw ApiException.invalid(
              "order", "invalid_value", "Invalid 'order': send asc or desc.");
    };
  }

  private int limit() {
    String asked = text("limit");
    try {
      int limit = asked == null ? LISTED : Integer.parseInt(asked);
      if (limit >= 1 && limit <= MOST_LISTED) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below.
    }
    throw ApiException.invalid(
        "limit",
        "invalid_value",
        "Invalid 'limit': send a whole number from 1 to %d.".formatted(MOST_LISTED));
  }
}
