package witan.cli.key;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people say them: {@code 90m} from now, or a day. */
public final class Times {

  private static final Pattern SPAN = Pattern.compile("([0-9]{1,9})([smhd])");

  private Times() {}

  /**
   * A span of time.
   *
   * @throws IllegalArgumentException if the text is no span of time; the message says how one is
   *     written
   */
  public static Duration span(String text) {
    Matcher said = SPAN.matcher(text);
    if (!said.matches()) {
      throw new IllegalArgumentException(
          "a span of time is a number of seconds, minutes, hours or days, like 90m, 12h or 30d");
    }
    long count = Long.parseLong(said.group(1));
    return switch (said.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /**
   * The end of a span from now on, a day's beginning, or an instant.
   *
   * @throws IllegalArgumentException if the text is none of them, or is over
   */
  static Instant end(String text, Instant now, ZoneId zone) {
    Instant end = time(text, now, zone);
    if (!end.isAfter(now)) {
      throw new IllegalArgumentException("that time is over");
    }
    return end;
  }

  private static Instant time(String text, Instant now, ZoneId zone) {
    if (SPAN.matcher(text).matches()) {
      return now.plus(span(text));
    }
    try {
      return text.contains("T")
          ? Instant.parse(text)
          : LocalDate.parse(text).atStartOfDay(zone).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "a time is a span from now, like 30d, a day, like 2030-01-31, or an instant, like"
              + " 2030-01-31T12:00:00Z",
          e);
    }
  }
}
