package witan.engine.template;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import witan.engine.MarkedText;

/** The methods of Python's texts that templates call. */
final class TextMethods {
  private TextMethods() {}

  static Value call(MarkedText text, Call call) {
    return switch (call.name()) {
      case "strip" -> strip(text, call, true, true);
      case "lstrip" -> strip(text, call, true, false);
      case "rstrip" -> strip(text, call, false, true);
      case "startswith" -> Value.Truth.of(any(call, text.text()::startsWith));
      case "endswith" -> Value.Truth.of(any(call, text.text()::endsWith));
      case "split", "rsplit" -> new Value.Items(split(text, call));
      case "splitlines" -> new Value.Items(lines(text));
      case "replace" ->
          new Value.Text(
              MarkedTexts.replace(
                  text,
                  call.text(0, "old"),
                  call.get(1, "new").asText(),
                  call.whole(2, "count", -1)));
      case "join" -> new Value.Text(MarkedTexts.join(call.get(0, "iterable").elements(), text));
      case "find" -> {
        int at = text.text().indexOf(call.text(0, "sub"));
        yield new Value.Whole(at < 0 ? -1 : text.text().codePointCount(0, at));
      }
      case "count" -> {
        List<Value> pieces = MarkedTexts.split(text, call.text(0, "sub"), -1);
        yield new Value.Whole(pieces.size() - 1);
      }
      case "isdigit" ->
          Value.Truth.of(
              !text.runs().isEmpty() && text.text().codePoints().allMatch(Character::isDigit));
      default -> new Value.Text(changed(text, call.name()));
    };
  }

  /** The text in other letters. */
  static MarkedText changed(MarkedText text, String how) {
    return switch (how) {
      case "upper" -> MarkedTexts.map(text, run -> run.toUpperCase(Locale.ROOT));
      case "lower" -> MarkedTexts.map(text, run -> run.toLowerCase(Locale.ROOT));
      case "capitalize" -> {
        int length = text.text().length();
        int first = length == 0 ? 0 : text.text().offsetByCodePoints(0, 1);
        yield changed(text.slice(0, first), "upper")
            .plus(changed(text.slice(first, length), "lower"));
      }
      case "title" -> titled(text, letter -> Character.isLetter(letter.codePointAt(0)));
      default -> throw new Fault("Witan does not know the text method " + how + ".");
    };
  }

  /**
   * With capitals where words begin.
   *
   * @param joins whether a character does not end the word that it stands in or follows
   */
  static MarkedText titled(MarkedText text, Predicate<String> joins) {
    Assembly titled = new Assembly();
    boolean inside = false;
    for (Value letter : MarkedTexts.characters(text)) {
      MarkedText one = letter.asText();
      titled.add(changed(one, inside ? "lower" : "upper"));
      inside = joins.test(one.text());
    }
    return titled.text();
  }

  private static Value strip(MarkedText text, Call call, boolean start, boolean end) {
    Value characters = call.optional(0, "chars");
    @Nullable String named =
        characters == null || characters == Value.None.NONE ? null : characters.asText().text();
    return new Value.Text(MarkedTexts.strip(text, named, start, end));
  }

  private static boolean any(Call call, Predicate<String> fits) {
    Value argument = call.get(0, "prefix");
    return argument instanceof Value.Items(List<Value> several)
        ? several.stream().anyMatch(one -> fits.test(one.asText().text()))
        : fits.test(argument.asText().text());
  }

  private static List<Value> split(MarkedText text, Call call) {
    int most = call.whole(1, "maxsplit", -1);
    Value separator = call.optional(0, "sep");
    if (separator == null || separator == Value.None.NONE) {
      return MarkedTexts.words(text, most);
    }
    String cut = separator.asText().text();
    return call.name().equals("split")
        ? MarkedTexts.split(text, cut, most)
        : MarkedTexts.splitFromEnd(text, cut, most);
  }

  private static List<Value> lines(MarkedText text) {
    List<Value> lines = MarkedTexts.split(text, "\n", -1);
    boolean closed = ((Value.Text) lines.getLast()).string().isEmpty();
    return closed ? lines.subList(0, lines.size() - 1) : lines;
  }
}
