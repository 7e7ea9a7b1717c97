package witan.graphql.transport;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which of the offered media types an {@code Accept} header asks for (RFC 9110 §12.5.1). */
final class MediaTypes {

  static final String JSON = "application/json";
  static final String GRAPHQL_RESPONSE = "application/graphql-response+json";
  static final String EVENT_STREAM = "text/event-stream";
  static final List<String> OFFERED = List.of(JSON, GRAPHQL_RESPONSE, EVENT_STREAM);

  private MediaTypes() {}

  /** The best offered type; empty when none is acceptable. Without a header: JSON. */
  static Optional<String> negotiate(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return Optional.of(JSON);
    }
    String best = null;
    double bestQuality = 0;
    int bestPrecision = -1;
    for (String part : accept.split(",", -1)) {
      String range = essence(part);
      String offered = offered(range);
      String charset = parameter(part, "charset");
      if (offered == null || charset != null && !charset.equalsIgnoreCase("utf-8")) {
        continue;
      }
      double quality = quality(parameter(part, "q"));
      int precision = range.equals("*/*") ? 0 : range.endsWith("/*") ? 1 : 2;
      if (quality > 0
          && (quality > bestQuality || quality == bestQuality && precision > bestPrecision)) {
        best = offered;
        bestQuality = quality;
        bestPrecision = precision;
      }
    }
    return Optional.ofNullable(best);
  }

  /** The type without its parameters, in lower case. */
  static String essence(String header) {
    int semicolon = header.indexOf(';');
    return (semicolon < 0 ? header : header.substring(0, semicolon))
        .trim()
        .toLowerCase(Locale.ROOT);
  }

  static @Nullable String parameter(String header, String name) {
    for (String part : header.split(";", -1)) {
      String[] pair = part.trim().split("=", 2);
      if (pair.length == 2 && pair[0].equalsIgnoreCase(name)) {
        return pair[1].replace("\"", "").trim();
      }
    }
    return null;
  }

  private static @Nullable String offered(String range) {
    return switch (range) {
      case "*/*", "application/*" -> JSON;
      case "text/*" -> EVENT_STREAM;
      default -> OFFERED.contains(range) ? range : null;
    };
  }

  private static double quality(@Nullable String q) {
    try {
      return q == null ? 1 : Double.parseDouble(q);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
