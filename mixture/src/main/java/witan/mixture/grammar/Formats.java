package witan.mixture.grammar;

import java.util.Map;
import java.util.TreeMap;

/** The values of {@code format}, as patterns: those that a pattern says exactly or safely. */
final class Formats {

  private static final String LEAP_YEAR =
      "(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)";
  private static final String DATE =
      "(\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)"
          + "|02-(0[1-9]|1\\d|2[0-8]))|"
          + LEAP_YEAR
          + "-02-29)";
  // Not -00:00, which ISO 8601 has not.
  private static final String OFFSET = "(Z|\\+(0\\d|1[0-4]):[0-5]\\d|-(0[1-9]|1[0-4]):[0-5]\\d)";
  private static final String TIME = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?" + OFFSET;
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

  /**
   * By name: dates and times as in RFC 3339 and not more than 15 hours from UTC, addresses of mail
   * without quotes.
   */
  private static final Map<String, String> PATTERNS =
      new TreeMap<>(
          Map.of(
              "date",
              DATE,
              "time",
              TIME,
              "date-time",
              DATE + "T" + TIME,
              "uuid",
              "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
              "ipv4",
              BYTE + "(\\." + BYTE + "){3}",
              "email",
              "[A-Za-z0-9_+-]{1,30}(\\.[A-Za-z0-9_+-]{1,30})?@("
                  + LABEL
                  + "\\.){1,3}[A-Za-z]{2,24}"));

  private Formats() {}

  /**
   * The content of a JSON string of this format.
   *
   * @throws SchemaException if there is no such format here
   */
  static Rule read(String format, Place place) {
    String pattern = PATTERNS.get(format);
    if (pattern == null) {
      throw new SchemaException(
          place,
          "'format' is one of %s; use 'pattern', or say it in the description."
              .formatted(String.join(", ", PATTERNS.keySet())));
    }
    return Pattern.read("^(" + pattern + ")$", place);
  }
}
