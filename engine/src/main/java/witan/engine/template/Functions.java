package witan.engine.template;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import witan.engine.TemplateException;

/**
 * The functions that every template has.
 *
 * <p>{@code strftime_now} always tells the same day, as a prompt is to be the same tomorrow and
 * with every expert. It is the one that Llama 3's template writes where there is no such function.
 */
final class Functions {
  static final Set<String> NAMES =
      Set.of("raise_exception", "namespace", "dict", "range", "strftime_now");

  private static final LocalDateTime NOW = LocalDate.of(2024, 7, 26).atStartOfDay();

  private Functions() {}

  static Value call(Call call) {
    return switch (call.name()) {
      case "raise_exception" -> throw new TemplateException(call.text(0, "message"));
      case "namespace" -> new Value.Namespace(new LinkedHashMap<>(call.named()));
      case "dict" -> new Value.Pairs(new LinkedHashMap<>(call.named()));
      case "strftime_now" -> Value.Text.trusted(time(call.text(0, "format")));
      default -> range(call);
    };
  }

  /** The time in the pattern of C's {@code strftime}. */
  private static String time(String pattern) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char letter = pattern.charAt(i);
      if (letter != '%' || i + 1 == pattern.length()) {
        text.append(letter);
        continue;
      }
      letter = pattern.charAt(++i);
      String field =
          switch (letter) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'B' -> "MMMM";
            case 'b' -> "MMM";
            case 'd' -> "dd";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case '%' -> "'%'";
            default -> throw new Fault("Witan does not know the field %" + letter + " of a date.");
          };
      text.append(DateTimeFormatter.ofPattern(field, Locale.ENGLISH).format(NOW));
    }
    return text.toString();
  }

  private static Value range(Call call) {
    int first = call.get(0, "start").asInt();
    boolean one = call.positional().size() == 1;
    long start = one ? 0 : first;
    long stop = one ? first : call.get(1, "stop").asInt();
    long step = call.whole(2, "step", 1);
    if (step == 0 || Math.abs((stop - start) / step) > Budget.LONGEST_RANGE) {
      throw new Fault("A range has at most " + Budget.LONGEST_RANGE + " numbers, and a step.");
    }
    List<Value> numbers = new ArrayList<>();
    for (long number = start; step > 0 ? number < stop : number > stop; number += step) {
      numbers.add(new Value.Whole(number));
    }
    return new Value.Items(List.copyOf(numbers));
  }
}
