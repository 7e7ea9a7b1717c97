package witan.protocol.network;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks that the records share; each throws an IllegalArgumentException that names the field.
 */
final class Valid {

  private Valid() {}

  static <T> T present(@Nullable T value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("\"" + field + "\" is missing");
    }
    return value;
  }

  static String text(@Nullable String value, String field, int maxLength) {
    String text = value == null ? "" : value;
    if (text.length() > maxLength) {
      throw new IllegalArgumentException(
          "\"" + field + "\" has " + text.length() + " characters; at most " + maxLength);
    }
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("\"" + field + "\" holds a NUL character; leave it out");
    }
    return text;
  }

  static String nonEmpty(@Nullable String value, String field, int maxLength) {
    String text = text(value, field, maxLength);
    if (text.isBlank()) {
      throw new IllegalArgumentException("\"" + field + "\" is missing or empty");
    }
    return text;
  }

  static int atLeast(int value, int least, String field) {
    if (value < least) {
      throw new IllegalArgumentException("\"" + field + "\" is " + value + "; at least " + least);
    }
    return value;
  }

  static String sha256OrEmpty(@Nullable String value, String field) {
    String text = value == null ? "" : value;
    if (!text.matches("([0-9a-f]{64})?")) {
      throw new IllegalArgumentException(
          "\""
              + field
              + "\" is a SHA-256 in 64 lower-case hexadecimal digits, or empty if unknown");
    }
    return text;
  }

  /**
   * Scheme http or https, host, optional port; no path, query or user. Without a trailing slash.
   */
  static String endpoint(@Nullable String value) {
    String text = nonEmpty(value, "endpoint", 300);
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      boolean bare =
          uri.getRawPath() != null
              && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && uri.getRawUserInfo() == null;
      if (web && bare && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 65_535) {
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
      }
    } catch (URISyntaxException notAUri) {
      // said below
    }
    throw new IllegalArgumentException(
        "\"endpoint\" is scheme, host and port without a path, like \"http://192.0.2.7:8090\"");
  }

  static List<String> labels(@Nullable List<String> values, String field) {
    if (values == null) {
      return List.of();
    }
    if (values.size() > 32) {
      throw new IllegalArgumentException(
          "\"" + field + "\" has " + values.size() + " entries; at most 32");
    }
    values.forEach(value -> nonEmpty(value, field, 64));
    return List.copyOf(values);
  }
}
