package witan.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import witan.engine.MarkedText;
import witan.engine.MarkedText.Run;

/** What templates do with texts, each character keeping its mark. */
final class MarkedTexts {
  private MarkedTexts() {}

  /** The code points, each a text. */
  static List<Value> characters(MarkedText text) {
    if (text.runs().stream().mapToLong(run -> run.text().length()).sum() > Budget.MOST_PIECES) {
      throw tooMany();
    }
    List<Value> characters = new ArrayList<>();
    for (Run run : text.runs()) {
      run.text()
          .codePoints()
          .mapToObj(Character::toString)
          .map(one -> new Value.Text(new MarkedText(List.of(new Run(one, run.trusted())))))
          .forEach(characters::add);
    }
    return characters;
  }

  private static Fault tooMany() {
    return new Fault("It cuts a text into more than " + Budget.MOST_PIECES + " pieces.");
  }

  /** Parts of a text, one behind the other: together they are cut in linear time. */
  private static final class Cutter {
    private final List<Run> runs;
    private final List<Value> pieces = new ArrayList<>();
    private int run;
    private int runStart;

    Cutter(MarkedText text) {
      this.runs = text.runs();
    }

    void cut(int start, int end) {
      if (pieces.size() == Budget.MOST_PIECES) {
        throw tooMany();
      }
      List<Run> kept = new ArrayList<>();
      while (run < runs.size()) {
        Run here = runs.get(run);
        int from = Math.max(start - runStart, 0);
        int to = Math.min(end - runStart, here.text().length());
        if (from < to) {
          kept.add(new Run(here.text().substring(from, to), here.trusted()));
        }
        if (runStart + here.text().length() >= end) {
          break;
        }
        runStart += here.text().length();
        run++;
      }
      pieces.add(new Value.Text(new MarkedText(kept)));
    }
  }

  static MarkedText map(MarkedText text, UnaryOperator<String> change) {
    return new MarkedText(
        text.runs().stream().map(run -> new Run(change.apply(run.text()), run.trusted())).toList());
  }

  /**
   * Without what is in {@code characters} at its start, its end or both; without white space if
   * that is null.
   */
  static MarkedText strip(
      MarkedText text, @Nullable String characters, boolean start, boolean end) {
    String whole = text.text();
    int from = 0;
    int to = whole.length();
    while (start && from < to && strips(whole.codePointAt(from), characters)) {
      from += Character.charCount(whole.codePointAt(from));
    }
    while (end && to > from && strips(whole.codePointBefore(to), characters)) {
      to -= Character.charCount(whole.codePointBefore(to));
    }
    return text.slice(from, to);
  }

  private static boolean strips(int character, @Nullable String characters) {
    return characters == null ? white(character) : characters.indexOf(character) >= 0;
  }

  /** Python's white space, which has the no-break spaces that Java's lacks. */
  private static boolean white(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || character == 0x85;
  }

  /** The pieces between the separators, at most {@code most} cuts (all if negative). */
  static List<Value> split(MarkedText text, String separator, int most) {
    if (separator.isEmpty()) {
      throw new Fault("A text can't be split at nothing.");
    }
    String whole = text.text();
    Cutter cutter = new Cutter(text);
    int from = 0;
    for (int cuts = 0; most < 0 || cuts < most; cuts++) {
      int at = whole.indexOf(separator, from);
      if (at < 0) {
        break;
      }
      cutter.cut(from, at);
      from = at + separator.length();
    }
    cutter.cut(from, whole.length());
    return cutter.pieces;
  }

  /** The pieces between separators, cut from the end. */
  static List<Value> splitFromEnd(MarkedText text, String separator, int most) {
    List<Value> all = split(text, separator, -1);
    int joined = most < 0 ? 0 : Math.max(0, all.size() - 1 - most);
    if (joined == 0) {
      return all;
    }
    int length = 0;
    for (Value piece : all.subList(0, joined + 1)) {
      length += ((Value.Text) piece).string().length() + separator.length();
    }
    List<Value> pieces = new ArrayList<>();
    pieces.add(new Value.Text(text.slice(0, length - separator.length())));
    pieces.addAll(all.subList(joined + 1, all.size()));
    return pieces;
  }

  /** The words between white space, at most {@code most} cuts (all if negative). */
  static List<Value> words(MarkedText text, int most) {
    String whole = text.text();
    Cutter words = new Cutter(text);
    int place = 0;
    while (true) {
      while (place < whole.length() && white(whole.charAt(place))) {
        place++;
      }
      if (place == whole.length()) {
        return words.pieces;
      }
      int end = place;
      while (end < whole.length() && !white(whole.charAt(end))) {
        end++;
      }
      if (most >= 0 && words.pieces.size() == most) {
        words.cut(place, whole.length());
        return words.pieces;
      }
      words.cut(place, end);
      place = end;
    }
  }

  /** With {@code by} in the place of the first {@code most} of {@code what} (all if negative). */
  static MarkedText replace(MarkedText text, String what, MarkedText by, int most) {
    if (what.isEmpty()) {
      throw new Fault("Nothing can't be replaced in a text.");
    }
    return join(split(text, what, most), by);
  }

  static MarkedText join(List<Value> parts, MarkedText separator) {
    Assembly whole = new Assembly();
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        whole.add(separator);
      }
      whole.add(Rendering.text(parts.get(i)));
    }
    return whole.text();
  }
}
